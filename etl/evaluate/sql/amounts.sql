-- The amounts of a median measure as histograms, one a cell: how many people have each amount. Amounts are whole pence or days.
SELECT
    CAST(idx AS INTEGER) AS idx,
    council,
    CAST(CASE{{range $i, $d := .Breakdowns}} WHEN grouping({{$d}}) = 0 THEN {{$i}} + 1{{end}} ELSE 0 END AS INTEGER) AS breakdown,
    coalesce({{range .Breakdowns}}{{.}}, {{end}}'') AS category,
    amount,
    CAST(sum(sign) AS BIGINT) AS people
FROM moves
WHERE amount IS NOT NULL AND met IS NOT NULL
GROUP BY GROUPING SETS ((idx, council, amount){{range .Breakdowns}}, (idx, council, amount, {{.}}){{end}});
