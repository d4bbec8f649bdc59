-- How many people's answer is unknown, for each reason a measure gives. A spell counts in every period it covers the last day of.
SELECT
    CAST(idx AS INTEGER) AS idx,
    council,
    coalesce(reason, 'not said') AS reason,
    count(*) AS people
FROM {{if .Running}}(SELECT *, unnest(range(entry, leave)) AS idx FROM spells){{else}}{{.From}}{{end}}
WHERE met IS NULL
GROUP BY ALL;
