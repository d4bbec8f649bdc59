-- Every plan with the day its force ends: the earliest of ended_on, died_on and left_on; null while it is open.
--   excused_end       1 where it ends by death, a move or NHS funding
--   withdrew          1 where it ends because the person withdrew
--   continues         1 where the plan carries on a long-term one of the person, no younger, that ended `superseded` within a day of
--                     its start: the day before, the day itself, or the day after where it was closed late
--   continues_adult   1 where one that it carries on is a plan for an adult
-- Reading: "Every open spell ends at the earliest of ended_on, died_on, left_on" (measures.md). Dates are inclusive, so a plan
-- that ends before it starts (its person had died or left by then) is not here.
SELECT
    p.council,
    p.person_ref AS person,
    p.plan_ref AS plan,
    p.place,
    p."for" AS plan_for,
    p.started_on,
    p.signed_off_on,
    p.to_date,
    CASE
        WHEN p.end_reason IN ('died', 'moved', 'nhs_funded') OR p.died_on = p.to_date OR p.left_on = p.to_date THEN 1 ELSE 0
    END AS excused_end,
    CASE WHEN p.end_reason = 'withdrew' THEN 1 ELSE 0 END AS withdrew,
    p.term,
    coalesce(p.setting, 'unknown') AS setting,
    p.first_plan,
    CASE WHEN c.plan IS NULL THEN 0 ELSE 1 END AS continues,
    coalesce(c.adult, 0) AS continues_adult
FROM (
    SELECT
        plans.*,
        people.died_on,
        people.left_on,
        nullif(
            least(
                coalesce(plans.ended_on, DATE '9999-12-31'),
                coalesce(people.died_on, DATE '9999-12-31'),
                coalesce(people.left_on, DATE '9999-12-31')
            ),
            DATE '9999-12-31'
        ) AS to_date
    FROM plans
    INNER JOIN people ON people.person_ref = plans.person_ref
) AS p
LEFT JOIN (
    SELECT
        after.plan_ref AS plan,
        max(CASE WHEN before."for" = 'adult' THEN 1 ELSE 0 END) AS adult
    FROM plans AS after
    INNER JOIN plans AS before
        ON
            before.person_ref = after.person_ref
            AND before.plan_ref <> after.plan_ref
            AND before.started_on <= after.started_on
            AND CAST(before.ended_on - INTERVAL '1' DAY AS DATE) <= after.started_on
            AND CAST(before.ended_on + INTERVAL '1' DAY AS DATE) >= after.started_on
    WHERE before.term = 'long' AND before.end_reason = 'superseded'
    GROUP BY after.plan_ref
) AS c ON c.plan = p.plan_ref
WHERE p.to_date IS NULL OR p.to_date >= p.started_on
