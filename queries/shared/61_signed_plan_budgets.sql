-- The plan that stands for a person on each day (60_signed_plans.sql) with that plan's ongoing budget. One row a stretch in which
-- neither changes; the stretches of a person do not overlap. While the plan has no ongoing budget, `budget` and its amounts are
-- empty: before the first of its budgets, after one that ended, or throughout.
-- An open end is written as a date in the joins: an OR among their conditions would make them compare every row with every other.
-- Readings: P3 to P12 and C1, measures.md.
WITH held AS (
    SELECT
        s.council,
        s.person,
        s.plan,
        s.setting,
        s.from_date AS plan_from,
        coalesce(s.to_date, DATE '9999-12-31') AS plan_to,
        greatest(coalesce(b.from_date, s.from_date), s.from_date) AS from_date,
        least(coalesce(b.to_date, DATE '9999-12-31'), coalesce(s.to_date, DATE '9999-12-31')) AS to_date,
        b.budget,
        b.delivery,
        b.weekly_total,
        b.weekly_contribution,
        b.weekly_council,
        b.weekly_cost_of_support,
        b.weekly_direct_payment
    FROM signed_plans AS s
    INNER JOIN budget_rows AS b
        ON
            b.plan = s.plan
            AND b.from_date <= coalesce(s.to_date, DATE '9999-12-31')
            AND coalesce(b.to_date, DATE '9999-12-31') >= s.from_date
)

SELECT
    council,
    person,
    plan,
    setting,
    from_date,
    nullif(to_date, DATE '9999-12-31') AS to_date,
    budget,
    delivery,
    weekly_total,
    weekly_contribution,
    weekly_council,
    weekly_cost_of_support,
    weekly_direct_payment
FROM held
UNION ALL
SELECT
    council,
    person,
    plan,
    setting,
    CAST(to_date + INTERVAL '1' DAY AS DATE) AS from_date,
    CASE
        WHEN next_from IS NOT NULL THEN CAST(next_from - INTERVAL '1' DAY AS DATE)
        ELSE nullif(plan_to, DATE '9999-12-31')
    END AS to_date,
    NULL AS budget,
    NULL AS delivery,
    NULL AS weekly_total,
    NULL AS weekly_contribution,
    NULL AS weekly_council,
    NULL AS weekly_cost_of_support,
    NULL AS weekly_direct_payment
FROM (
    SELECT
        council,
        person,
        plan,
        setting,
        plan_to,
        to_date,
        lead(from_date) OVER (PARTITION BY plan, plan_from ORDER BY from_date NULLS LAST) AS next_from
    FROM held
) AS ending
WHERE to_date < plan_to AND (next_from IS NULL OR date_diff('day', to_date, next_from) > 1)
UNION ALL
SELECT
    s.council,
    s.person,
    s.plan,
    s.setting,
    s.from_date,
    CASE WHEN h.first_from IS NOT NULL THEN CAST(h.first_from - INTERVAL '1' DAY AS DATE) ELSE s.to_date END AS to_date,
    NULL AS budget,
    NULL AS delivery,
    NULL AS weekly_total,
    NULL AS weekly_contribution,
    NULL AS weekly_council,
    NULL AS weekly_cost_of_support,
    NULL AS weekly_direct_payment
FROM signed_plans AS s
LEFT JOIN (
    SELECT
        plan,
        plan_from,
        min(from_date) AS first_from
    FROM held
    GROUP BY plan, plan_from
) AS h ON h.plan = s.plan AND h.plan_from = s.from_date
WHERE h.first_from IS NULL OR h.first_from > s.from_date
