-- Ongoing budgets with the days they hold: from effective_from, or the start of the plan if that is later, to the earliest of
-- effective_to, the day before the same plan's next ongoing budget, and the end of the plan. Of two rows of one plan with one
-- effective_from the later reference counts (place). A budget set before its plan began would stand beside that of the plan it follows.
-- excused_end: 1 where its end is no cut and no stop: with a plan that ended by death, a move or NHS funding; with one from which the person
-- withdrew, or up to 28 days before that; and whenever it is, in a short-term plan.
-- Readings: C1 and C3, measures.md.
SELECT
    council,
    person,
    plan,
    budget,
    from_date,
    nullif(last_day, DATE '9999-12-31') AS to_date,
    CASE
        WHEN term = 'short' THEN 1
        WHEN last_day = plan_to AND (excused_end = 1 OR withdrew = 1) THEN 1
        WHEN withdrew = 1 AND date_diff('day', last_day, plan_to) <= 28 THEN 1
        ELSE 0
    END AS excused_end,
    weekly_total,
    weekly_council,
    weekly_contribution,
    weekly_cost_of_support,
    weekly_direct_payment,
    hours_per_week,
    delivery,
    change_reason,
    evidence_recorded,
    person_agreed,
    setting,
    term,
    plan_for,
    signed_off_on
FROM (
    SELECT
        b.council,
        b.person_ref AS person,
        b.plan_ref AS plan,
        b.budget_ref AS budget,
        greatest(
            coalesce(b.effective_from, DATE '0001-01-01'),
            coalesce(p.started_on, DATE '0001-01-01')
        ) AS from_date,
        least(
            coalesce(b.effective_to, DATE '9999-12-31'),
            coalesce(
                CAST(
                    lead(b.effective_from) OVER (
                        PARTITION BY b.plan_ref
                        ORDER BY b.effective_from NULLS LAST, b.place NULLS LAST
                    ) - INTERVAL '1' DAY AS DATE
                ),
                DATE '9999-12-31'
            ),
            coalesce(p.to_date, DATE '9999-12-31')
        ) AS last_day,
        p.to_date AS plan_to,
        p.excused_end,
        p.withdrew,
        p.signed_off_on,
        b.weekly_total,
        b.weekly_council,
        b.weekly_contribution,
        b.weekly_cost_of_support,
        b.weekly_direct_payment,
        b.hours_per_week,
        coalesce(b.delivery, 'unknown') AS delivery,
        coalesce(b.change_reason, 'unknown') AS change_reason,
        b.evidence_recorded,
        b.person_agreed,
        p.setting,
        p.term,
        p.plan_for
    FROM budgets AS b
    INNER JOIN plan_spells AS p ON p.plan = b.plan_ref
    WHERE b.purpose = 'ongoing'
) AS held
WHERE last_day >= from_date
