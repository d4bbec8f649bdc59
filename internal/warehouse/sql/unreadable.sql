-- Deeds whose date somebody wrote and nobody can read. Council, batch, kind, field, key, date, rows.
INSERT INTO record.unreadable
SELECT '%[1]s', %[2]d, '%[3]s', '%[4]s', %[5]s, person_ref
FROM %[7]s
WHERE NOT isfinite(%[6]s);
