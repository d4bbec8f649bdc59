-- What was found between the rows of a kind: what loses a row, and of those that stay what is noted. A note on a row that is lost is dropped.
-- Kind, its rows, how many are listed.
SELECT rule, field, count(*), coalesce(list(line ORDER BY line) FILTER (WHERE n <= %[3]d), [])
FROM (
    SELECT *, row_number() OVER (PARTITION BY rule, field ORDER BY line) AS n
    FROM temp.mark
    WHERE kind = '%[1]s'
        AND (loses OR line IN (SELECT line FROM %[2]s))
)
GROUP BY rule, field
ORDER BY rule, field;
