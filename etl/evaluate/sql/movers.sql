-- Who of some people taken by lot came into a measure's sets and left them, one row a person and period: how they were counted at the end of the
-- period before, and how they are now. Empty is not at all; -1 of the answer is unknown.
SELECT
    CAST(moment AS INTEGER) AS idx,
    council,
    max(CASE WHEN way = -1 THEN coalesce(met, -1) END) AS met_then,
    max(CASE WHEN way = 1 THEN coalesce(met, -1) END) AS met_now{{range .Breakdowns}},
    coalesce(max(CASE WHEN way = -1 THEN {{.}} END), '') AS {{.}}_then,
    coalesce(max(CASE WHEN way = 1 THEN {{.}} END), '') AS {{.}}_now{{end}}
FROM (
    {{if .Running}}SELECT *, idx AS moment, sign AS way FROM {{.From}}{{else}}SELECT *, idx AS moment, 1 AS way FROM {{.From}}
    UNION ALL
    SELECT *, idx + 1 AS moment, -1 AS way FROM {{.From}}{{end}}
) AS ways
WHERE rk_hi < {{.Lot}}
GROUP BY council, moment, rk_hi, rk_lo;
