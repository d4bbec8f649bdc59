-- Direct payments that have been paid, with the day they end: the earliest of ended_on, died_on and left_on; null while open.
-- One that was over before its first payment was never paid, and is not here.
-- Reading: "Every open spell ends at the earliest of ended_on, died_on, left_on" (measures.md).
SELECT
    council,
    person,
    payment,
    place,
    first_paid_on,
    nullif(last_day, DATE '9999-12-31') AS to_date,
    employment_costs_included,
    support_offered,
    managed_by
FROM (
    SELECT
        d.council,
        d.person_ref AS person,
        d.dp_ref AS payment,
        d.place,
        d.first_paid_on,
        d.employment_costs_included,
        d.support_offered,
        coalesce(d.managed_by, 'unknown') AS managed_by,
        least(
            coalesce(d.ended_on, DATE '9999-12-31'),
            coalesce(people.died_on, DATE '9999-12-31'),
            coalesce(people.left_on, DATE '9999-12-31')
        ) AS last_day
    FROM direct_payments AS d
    INNER JOIN people ON people.person_ref = d.person_ref
    WHERE d.first_paid_on IS NOT NULL
) AS paid
WHERE last_day >= first_paid_on
