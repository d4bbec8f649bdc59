-- How many spells begin before the same person's spell before them has ended: none, or the measure is wrong.
SELECT count(*)
FROM (
    SELECT
        from_date,
        lag(coalesce(to_date, DATE '9999-12-31')) OVER (PARTITION BY person ORDER BY from_date, to_date) AS before
    FROM result
)
WHERE from_date <= before;
