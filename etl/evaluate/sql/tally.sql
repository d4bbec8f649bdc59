-- The rows of a table added up for the total (breakdown 0) and each breakdown. Where rows run from period to period each is one move in and
-- one move out, whatever its length, and running sums give the state; else a row counts in the period it enters. A count is a sum of signs, a set
-- hash a sum of record keys: both are additive, so periods, regions and England are sums of these. What is added is worked out once for all
-- breakdowns, as it would not be under a FILTER.
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
FROM (
    SELECT
        s.council,
        {{range .Breakdowns}}s.{{.}},
        {{end}}s.met,
        s.rk_lo,
        s.rk_hi,
        {{if .Running}}CASE WHEN turn.sign = 1 THEN s.entry ELSE s.leave END AS idx,
        turn.sign
    FROM {{.From}} AS s
    CROSS JOIN (VALUES (1), (-1)) AS turn (sign)
    WHERE turn.sign = 1 OR s.leave < {{.Beyond}}
    {{else}}s.entry AS idx,
        1 AS sign
    FROM {{.From}} AS s
    {{end}}
) AS moves
GROUP BY GROUPING SETS ((idx, council){{range .Breakdowns}}, (idx, council, {{.}}){{end}})
