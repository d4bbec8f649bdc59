-- The moves of a measure added up for the total (breakdown 0) and each breakdown. A count is a sum of signs, a set hash a sum
-- of record keys: both are additive, so periods, regions and England are sums of these. What is added is worked out once for all breakdowns,
-- as it would not be under a FILTER.
SELECT
    CAST(idx AS INTEGER) AS idx,
    council,
    CAST(CASE{{range $i, $d := .Breakdowns}} WHEN grouping({{$d}}) = 0 THEN {{$i}} + 1{{end}} ELSE 0 END AS INTEGER) AS breakdown,
    coalesce({{range .Breakdowns}}{{.}}, {{end}}'') AS category,
    CAST(sum(sign) AS BIGINT) AS population,
    CAST(sum(sign * rk_lo) AS BIGINT) AS population_lo,
    CAST(sum(sign * rk_hi) AS BIGINT) AS population_hi,
    CAST(sum(CASE WHEN met IS NULL THEN sign ELSE 0 END) AS BIGINT) AS unknown,
    CAST(sum(CASE WHEN met IS NULL THEN sign * rk_lo ELSE 0 END) AS BIGINT) AS unknown_lo,
    CAST(sum(CASE WHEN met IS NULL THEN sign * rk_hi ELSE 0 END) AS BIGINT) AS unknown_hi,
    CAST(sum(CASE WHEN met = 1 THEN sign ELSE 0 END) AS BIGINT) AS numerator,
    CAST(sum(CASE WHEN met = 1 THEN sign * rk_lo ELSE 0 END) AS BIGINT) AS numerator_lo,
    CAST(sum(CASE WHEN met = 1 THEN sign * rk_hi ELSE 0 END) AS BIGINT) AS numerator_hi
FROM {{.From}}
GROUP BY GROUPING SETS ((idx, council){{range .Breakdowns}}, (idx, council, {{.}}){{end}});
