-- Stops: a budget level after which none follows within 28 days, placed on its last day. Left out: ends by death, a move or NHS
-- funding.
--   reassessed_on   the last needs assessment or reassessment carried out to the end on or before the last day and after the level
--                   began
-- Reading: C1 and C3, measures.md.
SELECT
    l.council,
    l.person,
    l.to_date AS on_date,
    max(a.completed_on) AS reassessed_on,
    l.setting,
    l.delivery
FROM begun_levels AS l
LEFT JOIN completed_assessments AS a
    ON
        a.person = l.person
        AND a.kind IN ('needs', 'reassessment')
        AND a.completed_on <= l.to_date
        AND a.completed_on > l.began_on
WHERE
    l.to_date IS NOT NULL
    AND l.end_excused = 0
    AND (l.next_from IS NULL OR date_diff('day', l.to_date, l.next_from) > 28)
GROUP BY l.council, l.person, l.to_date, l.setting, l.delivery
