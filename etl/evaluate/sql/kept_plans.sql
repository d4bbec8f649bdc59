-- The plans with ongoing budgets that tell something of a day or a later one, each with the day from which its budgets are read. What is left
-- out was over before: plans that had ended, themselves or with the last of their rows, and rows that another ongoing one of their plan
-- followed by then. So a plan loses all its rows or those up to some day, and none that is left reaches further than it did. Nobody
-- loses rows of whom one ended while a row of another plan went on, since the level of what remained begins there; nor anybody whose
-- budgets are of another person's plan, or that person. Parameter: the day.
CREATE OR REPLACE TEMP TABLE kept_plans AS
WITH planned AS MATERIALIZED (
    SELECT
        held.*,
        p.person_ref AS planned_for,
        least(p.ended_on, person.died_on, person.left_on) AS plan_to
    FROM (
        SELECT
            plan_ref,
            person_ref,
            min(effective_from) AS first_from,
            max(effective_from) FILTER (effective_from <= CAST($1 AS DATE)) AS last_from,
            greatest(max(effective_from) - 1, max(coalesce(effective_to, DATE '9999-12-31'))) AS last_day
        FROM budgets
        WHERE purpose = 'ongoing'
        GROUP BY plan_ref, person_ref
    ) AS held
    INNER JOIN plans AS p ON p.plan_ref = held.plan_ref
    INNER JOIN people AS person ON person.person_ref = p.person_ref
),

-- over_on is the last day on which a row that is left out may have held; kept_from the first on which one that is not does.
told AS MATERIALIZED (
    SELECT
        plan_ref,
        person_ref,
        ended_on IS NOT NULL OR first_from < last_from AS loses,
        coalesce(ended_on, last_from - 1) AS over_on,
        CASE WHEN ended_on IS NULL THEN coalesce(last_from, first_from) END AS kept_from
    FROM (
        SELECT
            *,
            CASE WHEN plan_to < CAST($1 AS DATE) THEN plan_to WHEN last_day < CAST($1 AS DATE) THEN last_day END AS ended_on
        FROM planned
        WHERE person_ref = planned_for
    )
),

whole AS (
    SELECT gone.person_ref
    FROM told AS gone
    INNER JOIN told AS kept
        ON kept.person_ref = gone.person_ref AND kept.plan_ref <> gone.plan_ref AND kept.kept_from <= gone.over_on
    WHERE gone.loses
    UNION
    SELECT unnest([person_ref, planned_for])
    FROM planned
    WHERE person_ref <> planned_for
)

SELECT
    plan_ref,
    min(kept_from) AS kept_from
FROM (
    SELECT
        told.plan_ref,
        CASE WHEN whole.person_ref IS NULL THEN told.kept_from ELSE DATE '0001-01-01' END AS kept_from
    FROM told
    LEFT JOIN whole ON whole.person_ref = told.person_ref
    UNION ALL
    SELECT
        plan_ref,
        DATE '0001-01-01' AS kept_from
    FROM planned
    WHERE person_ref <> planned_for
)
WHERE kept_from IS NOT NULL
GROUP BY plan_ref;
