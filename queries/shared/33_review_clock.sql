-- The review clock of long-term support: while support is in force, the day the year to the next review is counted from.
-- It is the last completed review of kind first, planned or unplanned on any plan, else the first sign-off of the span, else its
-- start. Reviews count from their own day, and sign-offs from theirs or from the day their plan starts, if that is later: what comes
-- later changes nothing of how things stood. One row a stretch in which the clock stands still; supported_from is the first day of
-- the span. What two things on one day say alike would be a stretch that ends before it begins, and is not here.
-- Reading: R2, measures.md.
WITH signed AS (
    -- The sign-offs by which the first one changes: nearly always one a span.
    SELECT
        person,
        span,
        signed_off_on,
        counts_from
    FROM (
        SELECT
            counting.*,
            min(signed_off_on) OVER (
                PARTITION BY person, span
                ORDER BY counts_from NULLS LAST, signed_off_on NULLS LAST
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS before
        FROM (
            SELECT
                person,
                span,
                signed_off_on,
                greatest(coalesce(started_on, signed_off_on), signed_off_on) AS counts_from
            FROM support_plans
            WHERE signed_off_on IS NOT NULL
        ) AS counting
    ) AS ordered
    WHERE before IS NULL OR signed_off_on < before
)

SELECT
    council,
    person,
    supported_from,
    clock,
    from_date,
    to_date
FROM (
    SELECT
        council,
        person,
        supported_from,
        clock,
        from_date,
        coalesce(
            CAST(
                lead(from_date) OVER (PARTITION BY person, span ORDER BY from_date NULLS LAST) - INTERVAL '1' DAY AS DATE
            ),
            to_date
        ) AS to_date
    FROM (
        -- Where a span begins or is signed off, the last review may be from before it.
        SELECT
            turns.council,
            turns.person,
            turns.span,
            turns.supported_from,
            coalesce(max(r.completed_on), min(signed.signed_off_on), turns.supported_from) AS clock,
            turns.from_date,
            turns.to_date
        FROM (
            SELECT
                council,
                person,
                span,
                from_date AS supported_from,
                from_date,
                to_date
            FROM support_spans
            WHERE adult = 0
            UNION ALL
            SELECT
                s.council,
                s.person,
                s.span,
                s.from_date AS supported_from,
                signed.counts_from AS from_date,
                s.to_date
            FROM support_spans AS s
            INNER JOIN signed
                ON
                    signed.person = s.person
                    AND signed.span = s.span
                    AND signed.counts_from > s.from_date
                    AND signed.counts_from <= coalesce(s.to_date, DATE '9999-12-31')
            WHERE s.adult = 0
        ) AS turns
        LEFT JOIN reviews AS r
            ON
                r.person_ref = turns.person
                AND r.kind IN ('first', 'planned', 'unplanned', 'unknown')
                AND r.completed_on <= turns.from_date
        LEFT JOIN signed
            ON
                signed.person = turns.person
                AND signed.span = turns.span
                AND signed.counts_from <= turns.from_date
        GROUP BY
            turns.council,
            turns.person,
            turns.span,
            turns.supported_from,
            turns.from_date,
            turns.to_date
        UNION ALL
        -- A review within it is itself the last one.
        SELECT
            council,
            person,
            span,
            supported_from,
            reviewed_on AS clock,
            reviewed_on AS from_date,
            to_date
        FROM span_reviews
        WHERE adult = 0
    ) AS stretches
) AS clocks
WHERE to_date IS NULL OR to_date >= from_date
