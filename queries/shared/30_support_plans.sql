-- Long-term plans with the numbers of the unbroken spans of support that each is part of. A plan that overlaps what went before carries
-- the span on; one that starts the day after carries it on only where what went before ended `superseded`. Of plans that start on one day
-- those that carry on come first, so that the others overlap them.
--   span        among all plans of the person
--   adult_span  among those for adults alone, as if carers' own were not there; empty for a carer's
-- Rule: R3, duties.md; reading: R2, measures.md.
SELECT
    council,
    person,
    started_on,
    to_date,
    signed_off_on,
    sum(
        CASE
            WHEN reached IS NULL OR started_on > CAST(reached + INTERVAL '1' DAY AS DATE) THEN 1
            WHEN started_on > reached AND continues = 0 THEN 1
            ELSE 0
        END
    ) OVER all_so_far AS span,
    CASE
        WHEN plan_for = 'adult' THEN sum(
            CASE
                WHEN plan_for <> 'adult' THEN 0
                WHEN adult_reached IS NULL OR started_on > CAST(adult_reached + INTERVAL '1' DAY AS DATE) THEN 1
                WHEN started_on > adult_reached AND continues_adult = 0 THEN 1
                ELSE 0
            END
        ) OVER adult_so_far
    END AS adult_span
FROM (
    SELECT
        council,
        person,
        place,
        plan_for,
        started_on,
        to_date,
        signed_off_on,
        continues,
        continues_adult,
        max(coalesce(to_date, DATE '9999-12-30')) OVER all_before AS reached,
        max(CASE WHEN plan_for = 'adult' THEN coalesce(to_date, DATE '9999-12-30') END) OVER adult_before AS adult_reached
    FROM plan_spells
    WHERE term = 'long'
    WINDOW
        all_before AS (
            PARTITION BY person
            ORDER BY started_on NULLS LAST, continues DESC NULLS LAST, place NULLS LAST
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ),
        adult_before AS (
            PARTITION BY person
            ORDER BY started_on NULLS LAST, continues_adult DESC NULLS LAST, place NULLS LAST
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        )
) AS long_term
WINDOW
    all_so_far AS (
        PARTITION BY person
        ORDER BY started_on NULLS LAST, continues DESC NULLS LAST, place NULLS LAST
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ),
    adult_so_far AS (
        PARTITION BY person
        ORDER BY started_on NULLS LAST, continues_adult DESC NULLS LAST, place NULLS LAST
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    )
