-- Unbroken spans of long-term support: the union of a person's long-term plans (30_support_plans.sql).
-- Rule: R3, duties.md; reading: R2, measures.md.
SELECT
    council,
    person,
    adult,
    span,
    min(started_on) AS from_date,
    CASE WHEN count(to_date) < count(*) THEN NULL ELSE max(to_date) END AS to_date
FROM support_plans
GROUP BY council, person, adult, span
