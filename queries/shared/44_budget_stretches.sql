-- The days on which a person has an ongoing budget: unbroken stretches in which neither setting nor delivery changes, whatever the
-- amount does. A stretch ends where the next begins or with the person's last level, so two kinds of level tell: those that begin
-- a stretch, and the last.
-- Reading: C1 and C3 (exposed), measures.md.
SELECT
    council,
    person,
    setting,
    delivery,
    from_date,
    to_date
FROM (
    SELECT
        council,
        person,
        setting,
        delivery,
        fresh,
        from_date,
        CASE
            WHEN next_from IS NULL THEN to_date
            WHEN lead(fresh) OVER ordered = 1 THEN lead(old_to) OVER ordered
            ELSE lead(to_date) OVER ordered
        END AS to_date
    FROM begun_levels
    WHERE fresh = 1 OR next_from IS NULL
    WINDOW ordered AS (PARTITION BY person ORDER BY from_date NULLS LAST)
) AS ends
WHERE fresh = 1
