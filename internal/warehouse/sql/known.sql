-- A kind that the extract does not bring: the records of the batch that stands, but for those of people who are gone. Kind, key, batch, people.
CREATE OR REPLACE TEMP TABLE sent_%[1]s AS
SELECT r.%[2]s, r.person_ref
FROM record.%[1]s AS r
WHERE r.batch = %[3]d
    AND r.person_ref IN (SELECT person_ref FROM %[4]s);
