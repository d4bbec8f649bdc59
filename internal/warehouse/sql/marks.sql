-- What was found between the rows of a kind: what loses a row, and of those that stay what is noted. A note on a row that is lost is dropped.
-- Kind, its rows.
SELECT rule, field, line
FROM temp.mark
WHERE kind = '%[1]s'
    AND (loses OR line IN (SELECT line FROM %[2]s))
ORDER BY rule, field, line;
