-- The moves of a measure added up for the total (breakdown 0) and each breakdown. A count is a sum of signs, a set hash a sum
-- of record keys: both are additive, so periods, regions and England are sums of these.
SELECT
    CAST(idx AS INTEGER) AS idx,
    council,
    CAST(CASE{{range $i, $d := .Breakdowns}} WHEN grouping({{$d}}) = 0 THEN {{$i}} + 1{{end}} ELSE 0 END AS INTEGER) AS breakdown,
    coalesce({{range .Breakdowns}}{{.}}, {{end}}'') AS category,
    CAST(sum(sign) AS BIGINT) AS population,
    CAST(sum(sign * rk_lo) AS BIGINT) AS population_lo,
    CAST(sum(sign * rk_hi) AS BIGINT) AS population_hi,
    CAST(coalesce(sum(sign) FILTER (met IS NULL), 0) AS BIGINT) AS unknown,
    CAST(coalesce(sum(sign * rk_lo) FILTER (met IS NULL), 0) AS BIGINT) AS unknown_lo,
    CAST(coalesce(sum(sign * rk_hi) FILTER (met IS NULL), 0) AS BIGINT) AS unknown_hi,
    CAST(coalesce(sum(sign) FILTER (met = 1), 0) AS BIGINT) AS numerator,
    CAST(coalesce(sum(sign * rk_lo) FILTER (met = 1), 0) AS BIGINT) AS numerator_lo,
    CAST(coalesce(sum(sign * rk_hi) FILTER (met = 1), 0) AS BIGINT) AS numerator_hi
FROM {{.From}}
GROUP BY GROUPING SETS ((idx, council){{range .Breakdowns}}, (idx, council, {{.}}){{end}});
