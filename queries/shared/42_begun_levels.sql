-- Budget levels (41_budget_levels.sql), each beside the one before it and the one after it.
--   began_on     the day the level took effect: that of the last change that begins a level. Changes by uprating, contribution or
--                correction do not; after a stop (a gap of more than 28 days) any row does
--   old_*        the level before, whatever the gap; old_began_on is its began_on
--   next_from    the first day of the level after it
--   fresh        1 where the days before had no budget, or one of another setting or delivery
-- Reading: C1, measures.md.
SELECT
    beside.*,
    max(begins_on) OVER (PARTITION BY person ORDER BY from_date NULLS LAST) AS began_on,
    max(begins_on) OVER (
        PARTITION BY person
        ORDER BY from_date NULLS LAST
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS old_began_on
FROM (
    SELECT
        sides.*,
        CASE
            WHEN
                coalesce(reason, 'none') NOT IN ('uprating', 'contribution', 'correction')
                OR old_to IS NULL
                OR date_diff('day', old_to, from_date) > 28
                THEN from_date
        END AS begins_on,
        CASE
            WHEN setting = old_setting AND delivery = old_delivery AND date_diff('day', old_to, from_date) = 1 THEN 0
            ELSE 1
        END AS fresh
    FROM (
        SELECT
            budget_levels.*,
            lag(from_date) OVER ordered AS old_from,
            lag(to_date) OVER ordered AS old_to,
            lag(weekly_total) OVER ordered AS old_total,
            lag(hours) OVER ordered AS old_hours,
            lag(setting) OVER ordered AS old_setting,
            lag(delivery) OVER ordered AS old_delivery,
            lead(from_date) OVER ordered AS next_from
        FROM budget_levels
        WINDOW ordered AS (PARTITION BY person ORDER BY from_date NULLS LAST)
    ) AS sides
) AS beside
