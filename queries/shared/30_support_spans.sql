-- Unbroken spans of long-term support: the union of a person's long-term plans. A plan that overlaps what went before carries
-- the span on; one that starts the day after carries it on only where what went before ended `superseded` (R2, measures.md).
-- signed_on: the first sign-off of the span's plans, empty if there is none.
SELECT
    council,
    person,
    span,
    min(started_on) AS from_date,
    CASE WHEN count(to_date) < count(*) THEN NULL ELSE max(to_date) END AS to_date,
    min(signed_off_on) AS signed_on
FROM (
    SELECT
        marked.*,
        sum(begins) OVER (
            PARTITION BY person
            ORDER BY started_on NULLS LAST, plan NULLS LAST
        ) AS span
    FROM (
        SELECT
            ordered.*,
            CASE
                WHEN reached IS NULL OR started_on > CAST(reached + INTERVAL '1' DAY AS DATE) THEN 1
                WHEN started_on > reached AND continues = 0 THEN 1
                ELSE 0
            END AS begins
        FROM (
            SELECT
                plan_spells.*,
                max(coalesce(to_date, DATE '9999-12-30')) OVER (
                    PARTITION BY person
                    ORDER BY started_on NULLS LAST, plan NULLS LAST
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                ) AS reached
            FROM plan_spells
            WHERE term = 'long'
        ) AS ordered
    ) AS marked
) AS numbered
GROUP BY council, person, span
