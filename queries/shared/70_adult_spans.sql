-- Unbroken spans of adults' long-term support: as 30_support_spans.sql, but carers' own plans are left out.
-- Rule: R3, duties.md; reading: R2, measures.md.
SELECT
    council,
    person,
    span,
    min(started_on) AS from_date,
    CASE WHEN count(to_date) < count(*) THEN NULL ELSE max(to_date) END AS to_date
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
            WHERE term = 'long' AND plan_for = 'adult'
        ) AS ordered
    ) AS marked
) AS numbered
GROUP BY council, person, span
