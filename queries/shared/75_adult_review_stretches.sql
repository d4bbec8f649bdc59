-- Adults' long-term support cut at its reviews: a stretch begins with the span of support, and again with each day in it on which
-- a review of kind first, planned or unplanned, on any plan, was completed. reviewed_on is the last such day on or before the
-- stretch begins, empty where there was none; supported_from is the first day of the span.
-- Rule: R3, duties.md; readings: R2 and R3, measures.md.
SELECT
    council,
    person,
    supported_from,
    reviewed_on,
    from_date,
    coalesce(
        CAST(
            lead(from_date) OVER (PARTITION BY person, span ORDER BY from_date NULLS LAST) - INTERVAL '1' DAY AS DATE
        ),
        to_date
    ) AS to_date
FROM (
    SELECT
        s.council,
        s.person,
        s.span,
        s.from_date AS supported_from,
        max(r.completed_on) AS reviewed_on,
        s.from_date,
        s.to_date
    FROM support_spans AS s
    LEFT JOIN reviews AS r
        ON
            r.person_ref = s.person
            AND r.kind IN ('first', 'planned', 'unplanned', 'unknown')
            AND r.completed_on <= s.from_date
    WHERE s.adult = 1
    GROUP BY s.council, s.person, s.span, s.from_date, s.to_date
    UNION
    SELECT
        council,
        person,
        span,
        supported_from,
        reviewed_on,
        reviewed_on AS from_date,
        to_date
    FROM span_reviews
    WHERE adult = 1
) AS stretches
