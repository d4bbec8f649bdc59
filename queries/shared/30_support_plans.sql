-- Long-term plans with the number of the unbroken span of support that each is part of. A plan that overlaps what went before carries
-- the span on; one that starts the day after carries it on only where what went before ended `superseded`.
--   adult       0 for the spans of all plans, 1 for those of plans for adults alone, as if carers' own were not there
-- Rule: R3, duties.md; reading: R2, measures.md.
SELECT
    council,
    person,
    adult,
    plan,
    started_on,
    to_date,
    signed_off_on,
    sum(begins) OVER (
        PARTITION BY person, adult
        ORDER BY started_on NULLS LAST, plan NULLS LAST
    ) AS span
FROM (
    SELECT
        ordered.*,
        CASE
            WHEN reached IS NULL OR started_on > CAST(reached + INTERVAL '1' DAY AS DATE) THEN 1
            WHEN started_on > reached AND carries_on = 0 THEN 1
            ELSE 0
        END AS begins
    FROM (
        SELECT
            long_term.*,
            max(coalesce(to_date, DATE '9999-12-30')) OVER (
                PARTITION BY person, adult
                ORDER BY started_on NULLS LAST, plan NULLS LAST
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS reached
        FROM (
            SELECT
                plan_spells.*,
                0 AS adult,
                continues AS carries_on
            FROM plan_spells
            WHERE term = 'long'
            UNION ALL
            SELECT
                plan_spells.*,
                1 AS adult,
                continues_adult AS carries_on
            FROM plan_spells
            WHERE term = 'long' AND plan_for = 'adult'
        ) AS long_term
    ) AS ordered
) AS marked
