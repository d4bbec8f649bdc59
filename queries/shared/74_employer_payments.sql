-- The direct payment with which a person may employ somebody on each day: of those being paid, unless recorded as not_employer,
-- the one first paid last, then the one with the last reference. One row a stretch of days; the stretches of a person do not
-- overlap.
-- Reading: "Elsewhere `last`" (measures.md).
SELECT
    council,
    person,
    payment,
    from_date,
    to_date,
    employment_costs_included
FROM (
    SELECT
        c.council,
        c.person,
        p.payment,
        c.from_date,
        c.to_date,
        p.employment_costs_included,
        row_number() OVER (
            PARTITION BY c.person, c.from_date
            ORDER BY p.first_paid_on DESC NULLS LAST, p.place DESC NULLS LAST
        ) AS rank_of_payment
    FROM (
        SELECT
            council,
            person,
            from_date,
            CAST(lead(from_date) OVER (PARTITION BY person ORDER BY from_date NULLS LAST) - INTERVAL '1' DAY AS DATE) AS to_date
        FROM (
            SELECT
                council,
                person,
                first_paid_on AS from_date
            FROM paid_payments
            WHERE coalesce(employment_costs_included, 'unknown') <> 'not_employer'
            UNION
            SELECT
                council,
                person,
                CAST(to_date + INTERVAL '1' DAY AS DATE) AS from_date
            FROM paid_payments
            WHERE coalesce(employment_costs_included, 'unknown') <> 'not_employer' AND to_date IS NOT NULL
        ) AS cuts
    ) AS c
    INNER JOIN paid_payments AS p
        ON
            p.person = c.person
            AND p.first_paid_on <= c.from_date
            AND (p.to_date IS NULL OR p.to_date >= c.from_date)
    WHERE coalesce(p.employment_costs_included, 'unknown') <> 'not_employer'
) AS ranked
WHERE rank_of_payment = 1
