-- The processes in which the Act asks whether a person has substantial difficulty in being involved: assessments, on the day they
-- were completed, and plans, new and revised, on the day they were signed off. What was refused or halted is here too, since
-- whether somebody may refuse depends on the same judgement.
-- Reading: V1 to V3, measures.md.
SELECT
    council,
    person_ref AS person,
    completed_on AS on_date,
    assessment_ref AS reference,
    substantial_difficulty,
    appropriate_person,
    advocate_referred_on,
    advocate_started_on
FROM assessments
WHERE completed_on IS NOT NULL
UNION ALL
SELECT
    council,
    person_ref AS person,
    signed_off_on AS on_date,
    plan_ref AS reference,
    substantial_difficulty,
    appropriate_person,
    advocate_referred_on,
    advocate_started_on
FROM plans
WHERE signed_off_on IS NOT NULL
