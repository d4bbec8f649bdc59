-- Unbroken spans of long-term support: the union of a person's long-term plans (30_support_plans.sql).
--   adult       0 for the spans of all plans, 1 for those of plans for adults alone
-- Rule: R3, duties.md; reading: R2, measures.md.
SELECT
    council,
    person,
    0 AS adult,
    span,
    min(started_on) AS from_date,
    CASE WHEN count(to_date) < count(*) THEN NULL ELSE max(to_date) END AS to_date
FROM support_plans
GROUP BY council, person, span
UNION ALL
SELECT
    council,
    person,
    1 AS adult,
    adult_span AS span,
    min(started_on) AS from_date,
    CASE WHEN count(to_date) < count(*) THEN NULL ELSE max(to_date) END AS to_date
FROM support_plans
WHERE adult_span IS NOT NULL
GROUP BY council, person, adult_span
