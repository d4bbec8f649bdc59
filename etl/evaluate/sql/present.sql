-- Everyone in the records of each council, by record key.
SELECT
    everyone.council,
    CAST(p.rk_hi AS UBIGINT) * 4294967296 + CAST(p.rk_lo AS UBIGINT) AS rk
FROM (
    SELECT
        council,
        person_ref AS person
    FROM people
    UNION ALL
    SELECT
        council,
        complaint_ref
    FROM complaints
    WHERE person_ref IS NULL
) AS everyone
INNER JOIN persons AS p ON p.person = everyone.person
ORDER BY everyone.council;
