-- The budgets that tell something of a day or a later one. What is left out was over before it: plans that had ended, themselves or with the
-- last of their rows, and rows that another ongoing one of their plan followed by then. So a plan loses all its rows or those up to some
-- day, and none that is left reaches further than it did. Nobody loses rows of whom one ended while a row of another plan went on, since
-- the level of what remained begins there; nor anybody who shares a plan with others. Parameter: the day.
CREATE OR REPLACE TEMP TABLE recent_budgets AS
WITH held AS (
    SELECT
        b.plan_ref,
        min(b.person_ref) AS person_ref,
        max(b.person_ref) AS other_ref,
        min(b.effective_from) AS first_from,
        max(b.effective_from) FILTER (b.effective_from <= CAST($1 AS DATE)) AS last_from,
        max({'from': b.effective_from, 'to': coalesce(b.effective_to, DATE '9999-12-31')}) AS last_row,
        min(least(p.ended_on, person.died_on, person.left_on)) AS ended_on
    FROM budgets AS b
    INNER JOIN plans AS p ON p.plan_ref = b.plan_ref
    INNER JOIN people AS person ON person.person_ref = p.person_ref
    WHERE b.purpose = 'ongoing'
    GROUP BY b.plan_ref
),

-- over_on is the last day on which a row that is left out may have held; kept_from the first on which one that is not does.
told AS (
    SELECT
        *,
        coalesce(ended_on, last_from - 1) AS over_on,
        CASE WHEN ended_on IS NULL THEN coalesce(last_from, first_from) END AS kept_from
    FROM (
        SELECT
            * EXCLUDE (ended_on),
            CASE
                WHEN ended_on < CAST($1 AS DATE) THEN ended_on
                WHEN greatest(last_row['from'] - 1, last_row['to']) < CAST($1 AS DATE) THEN greatest(last_row['from'] - 1, last_row['to'])
            END AS ended_on
        FROM held
    )
),

whole AS (
    SELECT gone.person_ref
    FROM told AS gone
    INNER JOIN told AS kept
        ON kept.person_ref = gone.person_ref AND kept.plan_ref <> gone.plan_ref AND kept.kept_from <= gone.over_on
    WHERE gone.ended_on IS NOT NULL OR gone.first_from < gone.last_from
    UNION
    SELECT b.person_ref
    FROM budgets AS b
    INNER JOIN held ON held.plan_ref = b.plan_ref
    WHERE held.person_ref <> held.other_ref
)

SELECT b.*
FROM budgets AS b
LEFT JOIN told ON told.plan_ref = b.plan_ref
LEFT JOIN whole ON whole.person_ref = b.person_ref
WHERE b.purpose <> 'ongoing' OR whole.person_ref IS NOT NULL OR b.effective_from >= told.kept_from OR told.plan_ref IS NULL;
