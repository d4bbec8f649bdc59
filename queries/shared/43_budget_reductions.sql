-- Reductions: a budget level lower than the one before it, no more than 28 days after that one ended. Both amounts are given, for
-- the measure to apply its tolerance to. Left out: uprating, a change of contribution, NHS funding, a correction within 14 days of
-- the old level, and ends by death, a move or NHS funding.
--   reassessed_on   the last needs assessment or reassessment carried out to the end on or before the new level and after the old
--                   one began
--   judgement       price (explained: support not lower), unknown (cannot tell: price, provider, unknown or empty, and hours are
--                   missing on either side) or plain
--   setting, delivery   those of the day of the reduction, which places it
-- Readings: C1, C2, measures.md; Placement, architecture.md.
SELECT
    l.council,
    l.person,
    l.from_date AS on_date,
    l.old_total,
    l.weekly_total AS new_total,
    max(a.completed_on) AS reassessed_on,
    CASE
        WHEN l.reason = 'price' AND l.hours >= l.old_hours THEN 'price'
        WHEN coalesce(l.reason, 'unknown') IN ('price', 'unknown') AND (l.hours IS NULL OR l.old_hours IS NULL) THEN 'unknown'
        ELSE 'plain'
    END AS judgement,
    CASE l.evidenced WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'yes' END AS evidenced,
    CASE l.agreed WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'yes' END AS agreed,
    l.setting,
    l.delivery
FROM begun_levels AS l
LEFT JOIN completed_assessments AS a
    ON
        a.person = l.person
        AND a.kind IN ('needs', 'reassessment')
        AND a.completed_on <= l.from_date
        AND a.completed_on > l.old_began_on
WHERE
    l.weekly_total < l.old_total
    AND date_diff('day', l.old_to, l.from_date) <= 28
    AND l.excused = 0
    AND coalesce(l.reason, 'none') NOT IN ('uprating', 'contribution', 'nhs_funded')
    AND NOT (coalesce(l.reason, 'none') = 'correction' AND date_diff('day', l.old_from, l.from_date) <= 14)
GROUP BY
    l.council,
    l.person,
    l.from_date,
    l.old_total,
    l.weekly_total,
    l.reason,
    l.hours,
    l.old_hours,
    l.evidenced,
    l.agreed,
    l.setting,
    l.delivery
