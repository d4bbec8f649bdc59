-- Rows whose reference leads nowhere, or to another person's plan. Kind, its field, the rows it may lead to, their key, whether a row is lost
-- if it leads nowhere, the field's name, and whether the two are to be of one person.
INSERT INTO temp.mark
SELECT
    '%[1]s',
    s.line,
    CASE
        WHEN k.ref IS NOT NULL THEN 'other_person'
        WHEN %[5]t THEN 'orphan'
        ELSE 'reference_not_found'
    END,
    '%[6]s',
    k.ref IS NULL AND %[5]t
FROM temp.sent_%[1]s AS s
LEFT JOIN (SELECT %[4]s AS ref, person_ref AS person FROM %[3]s) AS k ON k.ref = s.%[2]s
WHERE NOT s.rejected
    AND s.%[2]s IS NOT NULL
    AND (k.ref IS NULL OR %[7]t AND k.person IS DISTINCT FROM s.person_ref);
