-- The amounts of a median measure, one row for each person and period, with the person's category in each dimension. Amounts are
-- whole pence or days. A spell counts in every period it covers the last day of.
SELECT
    CAST(idx AS INTEGER) AS idx,
    council,
    amount{{range .Breakdowns}},
    {{.}}{{end}}
FROM {{if .Running}}(SELECT *, unnest(range(entry, leave)) AS idx FROM spells){{else}}moves{{end}}
WHERE amount IS NOT NULL AND met IS NOT NULL;
