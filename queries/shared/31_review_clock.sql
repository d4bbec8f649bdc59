-- The review clock of long-term support: while support is in force, the day the year to the next review is counted from.
-- It is the last completed review of kind first, planned or unplanned on any plan, else clock_start of the span. A review counts
-- from its own day. One row a stretch in which the clock stands still; supported_from is the first day of the span.
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
        s.council,
        s.person,
        s.span,
        s.from_date AS supported_from,
        coalesce(max(r.completed_on), s.clock_start) AS clock,
        s.from_date,
        s.to_date
    FROM support_spans AS s
    LEFT JOIN reviews AS r
        ON
            r.person_ref = s.person
            AND r.kind IN ('first', 'planned', 'unplanned')
            AND r.completed_on <= s.from_date
    GROUP BY s.council, s.person, s.span, s.from_date, s.to_date, s.clock_start
    UNION
    SELECT
        s.council,
        s.person,
        s.span,
        s.from_date AS supported_from,
        r.completed_on AS clock,
        r.completed_on AS from_date,
        s.to_date
    FROM support_spans AS s
    INNER JOIN reviews AS r
        ON
            r.person_ref = s.person
            AND r.kind IN ('first', 'planned', 'unplanned')
            AND r.completed_on > s.from_date
            AND r.completed_on <= coalesce(s.to_date, DATE '9999-12-31')
) AS stretches
