-- The people of the batch under way, and how many of them another batch has.
SELECT count(*), count(*) FILTER (WHERE person_ref IN (SELECT person_ref FROM record.people WHERE batch = $1))
FROM record.people
WHERE batch = $2;
