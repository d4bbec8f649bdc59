-- The plan that stands for a person on each day: of the plans in force that have been signed off by then, the one signed off last,
-- then the one started last, then the one with the last reference. One row a stretch of days; the stretches of a person do not
-- overlap. Before its sign-off a plan is a draft, so a stretch begins no earlier (55_signed_spells.sql).
-- Reading: P3 to P12, measures.md.
SELECT
    council,
    person,
    plan,
    setting,
    from_date,
    to_date
FROM (
    SELECT
        c.council,
        c.person,
        p.plan,
        p.setting,
        c.from_date,
        c.to_date,
        row_number() OVER (
            PARTITION BY c.person, c.from_date
            ORDER BY p.signed_off_on DESC NULLS LAST, p.started_on DESC NULLS LAST, p.place DESC NULLS LAST
        ) AS rank_of_plan
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
                from_date
            FROM signed_spells
            UNION
            SELECT
                council,
                person,
                CAST(to_date + INTERVAL '1' DAY AS DATE) AS from_date
            FROM signed_spells
            WHERE to_date IS NOT NULL
        ) AS cuts
    ) AS c
    INNER JOIN signed_spells AS p
        ON
            p.person = c.person
            AND p.started_on <= c.from_date
            AND p.signed_off_on <= c.from_date
            AND coalesce(p.to_date, DATE '9999-12-31') >= c.from_date
) AS ranked
WHERE rank_of_plan = 1
