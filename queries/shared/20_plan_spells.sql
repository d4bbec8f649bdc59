-- Every plan with the day its force ends: the earliest of ended_on, died_on and left_on; null while it is open.
-- continues: 1 where the plan carries on a long-term one of the person that ended `superseded` on the day or the day before.
-- Reading: "Every open spell ends at the earliest of ended_on, died_on, left_on" (measures.md). Dates are inclusive, so a plan
-- that ends before it starts (its person had died or left by then) is not here.
SELECT
    p.council,
    p.person_ref AS person,
    p.plan_ref AS plan,
    p."for" AS plan_for,
    p.assessment_ref AS assessment,
    p.started_on,
    p.signed_off_on,
    p.to_date,
    p.end_reason,
    p.ended_on,
    p.died_on,
    p.left_on,
    p.term,
    coalesce(p.setting, 'unknown') AS setting,
    p.first_plan,
    CASE WHEN EXISTS (
        SELECT 1
        FROM plans AS before
        WHERE
            before.person_ref = p.person_ref
            AND before.plan_ref <> p.plan_ref
            AND before.term = 'long'
            AND before.end_reason = 'superseded'
            AND before.started_on <= p.started_on
            AND p.started_on >= before.ended_on
            AND p.started_on <= CAST(before.ended_on + INTERVAL '1' DAY AS DATE)
    ) THEN 1 ELSE 0 END AS continues
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
WHERE p.to_date IS NULL OR p.to_date >= p.started_on
