-- The plan that stands for a person on each day (60_signed_plans.sql) with that plan's ongoing budget. One row a stretch in which
-- neither changes; the stretches of a person do not overlap. While the plan has no ongoing budget, `budget` and its amounts are
-- empty.
-- Readings: P3 to P12 and C1, measures.md.
SELECT
    c.council,
    c.person,
    c.plan,
    c.setting,
    c.from_date,
    coalesce(c.next_cut, c.last_day) AS to_date,
    b.budget,
    b.delivery,
    b.weekly_total,
    b.weekly_contribution,
    b.weekly_council,
    b.weekly_cost_of_support,
    b.weekly_direct_payment
FROM (
    SELECT
        cuts.*,
        CAST(
            lead(from_date) OVER (PARTITION BY person, plan_from ORDER BY from_date NULLS LAST) - INTERVAL '1' DAY AS DATE
        ) AS next_cut
    FROM (
        SELECT
            council,
            person,
            plan,
            setting,
            from_date AS plan_from,
            to_date AS last_day,
            from_date
        FROM signed_plans
        UNION
        SELECT
            s.council,
            s.person,
            s.plan,
            s.setting,
            s.from_date AS plan_from,
            s.to_date AS last_day,
            r.from_date
        FROM signed_plans AS s
        INNER JOIN budget_rows AS r
            ON r.plan = s.plan AND r.from_date > s.from_date AND (s.to_date IS NULL OR r.from_date <= s.to_date)
        UNION
        SELECT
            s.council,
            s.person,
            s.plan,
            s.setting,
            s.from_date AS plan_from,
            s.to_date AS last_day,
            CAST(r.to_date + INTERVAL '1' DAY AS DATE) AS from_date
        FROM signed_plans AS s
        INNER JOIN budget_rows AS r
            ON r.plan = s.plan AND r.to_date >= s.from_date AND (s.to_date IS NULL OR r.to_date < s.to_date)
    ) AS cuts
) AS c
LEFT JOIN budget_rows AS b
    ON b.plan = c.plan AND b.from_date <= c.from_date AND (b.to_date IS NULL OR b.to_date >= c.from_date)
