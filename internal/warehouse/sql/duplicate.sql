-- Of rows with one reference the first that nothing else rejected stays. Kind, its rows, key, the key's name.
INSERT INTO temp.mark
SELECT '%[1]s', s.line, 'duplicate', '%[4]s', true
FROM %[2]s AS s
JOIN (
    SELECT %[3]s AS ref, min(line) AS first
    FROM %[2]s
    GROUP BY 1
    HAVING count(*) > 1
) AS d ON d.ref = s.%[3]s
WHERE s.line > d.first;
