-- The review clock of long-term support: while support is in force, the day the year to the next review is counted from.
-- It is the last completed review of kind first, planned or unplanned on any plan, else the first sign-off of the span, else its
-- start. Reviews and sign-offs count from their own day: what comes later changes nothing of how things stood. One row a stretch
-- in which the clock stands still; supported_from is the first day of the span.
-- Reading: R2, measures.md.
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
    SELECT
        turns.council,
        turns.person,
        turns.span,
        turns.supported_from,
        coalesce(
            max(r.completed_on),
            CASE WHEN turns.signed_on <= turns.from_date THEN turns.signed_on END,
            turns.supported_from
        ) AS clock,
        turns.from_date,
        turns.to_date
    FROM (
        SELECT
            council,
            person,
            span,
            from_date AS supported_from,
            signed_on,
            from_date,
            to_date
        FROM support_spans
        WHERE adult = 0
        UNION
        SELECT
            council,
            person,
            span,
            from_date AS supported_from,
            signed_on,
            signed_on AS from_date,
            to_date
        FROM support_spans
        WHERE adult = 0 AND signed_on > from_date AND signed_on <= coalesce(to_date, DATE '9999-12-31')
        UNION
        SELECT
            s.council,
            s.person,
            s.span,
            s.from_date AS supported_from,
            s.signed_on,
            r.completed_on AS from_date,
            s.to_date
        FROM support_spans AS s
        INNER JOIN reviews AS r
            ON
                r.person_ref = s.person
                AND r.kind IN ('first', 'planned', 'unplanned')
                AND r.completed_on > s.from_date
                AND r.completed_on <= coalesce(s.to_date, DATE '9999-12-31')
        WHERE s.adult = 0
    ) AS turns
    LEFT JOIN reviews AS r
        ON
            r.person_ref = turns.person
            AND r.kind IN ('first', 'planned', 'unplanned')
            AND r.completed_on <= turns.from_date
    GROUP BY
        turns.council,
        turns.person,
        turns.span,
        turns.supported_from,
        turns.signed_on,
        turns.from_date,
        turns.to_date
) AS stretches
