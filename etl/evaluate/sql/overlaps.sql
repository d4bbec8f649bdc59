-- How many spells begin before the same person's spell before them has ended: none, or the measure is wrong.
SELECT count(*)
FROM (
    SELECT
        from_date,
        lag(coalesce(to_date, DATE '9999-12-31')) OVER (PARTITION BY person ORDER BY from_date NULLS LAST, to_date NULLS LAST) AS before
    FROM result
) AS spells
WHERE from_date <= before
