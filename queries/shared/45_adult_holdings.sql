-- What an adult with long-term support holds and from when to when: plans (detail: setting), their ongoing budgets (detail: how
-- they are delivered) and direct payments (from the first payment to their end, the person's death or move). A payment that names a
-- plan which is a carer's or short-term is not theirs as an adult with long-term support; one that names none is.
-- Rule: D1, measures.md.
SELECT
    council,
    person,
    'plan' AS what,
    setting AS detail,
    started_on AS from_date,
    to_date
FROM plan_spells
WHERE term = 'long' AND plan_for = 'adult'
UNION ALL
SELECT
    council,
    person,
    'budget' AS what,
    delivery AS detail,
    from_date,
    to_date
FROM budget_rows
WHERE term = 'long' AND plan_for = 'adult'
UNION ALL
SELECT
    d.council,
    d.person_ref AS person,
    'payment' AS what,
    'direct_payment' AS detail,
    d.first_paid_on AS from_date,
    nullif(
        least(
            coalesce(d.ended_on, DATE '9999-12-31'),
            coalesce(people.died_on, DATE '9999-12-31'),
            coalesce(people.left_on, DATE '9999-12-31')
        ),
        DATE '9999-12-31'
    ) AS to_date
FROM direct_payments AS d
INNER JOIN people ON people.person_ref = d.person_ref
LEFT JOIN plans AS p ON p.plan_ref = d.plan_ref
WHERE
    d.first_paid_on IS NOT NULL
    AND coalesce(p.term, 'long') = 'long'
    AND coalesce(p."for", 'adult') = 'adult'
    AND d.first_paid_on <= least(
        coalesce(d.ended_on, DATE '9999-12-31'),
        coalesce(people.died_on, DATE '9999-12-31'),
        coalesce(people.left_on, DATE '9999-12-31')
    )
