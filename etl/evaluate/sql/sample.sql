-- Some of the people at hand with their references and record keys: those whose record keys come first, which is as good as by lot and the
-- same each time.
SELECT
    CAST(person AS VARCHAR) AS person,
    CAST(rk_hi AS UBIGINT) * 4294967296 + CAST(rk_lo AS UBIGINT) AS rk
FROM persons
ORDER BY rk_hi, rk_lo
LIMIT $1;
