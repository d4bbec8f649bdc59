-- Assessments of needs, reassessments and carers' assessments that were carried out to the end. One that the person refused
-- (s.11) or that was halted was not, whatever its dates say.
-- Rules: A1 to A6 and C1 (reassessed), duties.md.
SELECT
    council,
    person_ref AS person,
    place,
    kind,
    requested_on,
    completed_on,
    outcome,
    record_given_on,
    copy_given_on,
    advice_given_on,
    meets_needs,
    needs_not_met_reason,
    reasons_given_on,
    helped_to_decide
FROM assessments
WHERE completed_on IS NOT NULL AND coalesce(outcome, 'unknown') NOT IN ('refused', 'halted')
