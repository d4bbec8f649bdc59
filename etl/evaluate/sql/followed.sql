-- How a measure counts some people, followed by their record keys: in which periods, from the first to before the last, with which answer
-- (-1 is unknown), and where they stand in each breakdown.
SELECT
    CAST(entry AS INTEGER) AS entry,
    CAST(leave AS INTEGER) AS leave,
    council,
    rk_hi,
    rk_lo,
    CAST(coalesce(met, -1) AS INTEGER) AS met{{range .Breakdowns}},
    {{.}}{{end}}
FROM {{.From}}
WHERE rk_hi < {{.Lot}}
ORDER BY rk_hi NULLS LAST, rk_lo NULLS LAST, entry NULLS LAST
