-- The reviews within spans of long-term support, after their first day: of kind first, planned or unplanned, on any plan of the person.
-- supported_from and to_date are the span's days; adult as in 31_support_spans.sql.
-- Readings: R2 and R3, measures.md.
SELECT
    s.council,
    s.person,
    s.adult,
    s.span,
    s.from_date AS supported_from,
    r.completed_on AS reviewed_on,
    s.to_date
FROM support_spans AS s
INNER JOIN reviews AS r
    ON
        r.person_ref = s.person
        AND r.kind IN ('first', 'planned', 'unplanned', 'unknown')
        AND r.completed_on > s.from_date
        AND r.completed_on <= coalesce(s.to_date, DATE '9999-12-31')
