-- Some of the people at hand with their references and the halves of their record keys: those whose record keys come first, which is as good as by
-- lot and the same each time.
SELECT
    CAST(person AS VARCHAR) AS person,
    rk_hi,
    rk_lo
FROM persons
ORDER BY rk_hi NULLS LAST, rk_lo NULLS LAST
LIMIT $1
