-- The amounts of a median measure, one row for each person and period, with the person's category in each dimension. Amounts are
-- whole pence or days.
SELECT
    CAST(periods.idx AS INTEGER) AS idx,
    s.council,
    s.amount{{range .Breakdowns}},
    s.{{.}}{{end}}
FROM {{.From}} AS s
INNER JOIN (SELECT DISTINCT {{.Column}} AS idx FROM calendar) AS periods ON periods.idx >= s.entry AND periods.idx < s.leave
WHERE s.amount IS NOT NULL AND s.met IS NOT NULL
