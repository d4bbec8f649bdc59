-- The processes in which the Act asks whether a person has substantial difficulty in being involved: assessments, on the day they
-- were completed, and plans, new and revised, on the day they were signed off. Assessments that were refused or halted are not here. Of a person's on one
-- day a plan comes after an assessment.
-- Reading: V1 to V3, measures.md.
SELECT
    council,
    person,
    on_date,
    row_number() OVER (PARTITION BY person, on_date ORDER BY is_plan NULLS LAST, place NULLS LAST) AS place,
    substantial_difficulty,
    appropriate_person,
    advocate_referred_on,
    advocate_started_on
FROM (
    SELECT
        council,
        person_ref AS person,
        completed_on AS on_date,
        0 AS is_plan,
        place,
        substantial_difficulty,
        appropriate_person,
        advocate_referred_on,
        advocate_started_on
    FROM assessments
    WHERE completed_on IS NOT NULL AND coalesce(outcome, 'unknown') NOT IN ('refused', 'halted')
    UNION ALL
    SELECT
        council,
        person_ref AS person,
        signed_off_on AS on_date,
        1 AS is_plan,
        place,
        substantial_difficulty,
        appropriate_person,
        advocate_referred_on,
        advocate_started_on
    FROM plans
    WHERE signed_off_on IS NOT NULL
) AS processes
