-- Exposure: a person is exposed in a period if any of its days is. Stretches are cut so that those of a person share no period:
-- the first one keeps it, since own dimensions are those of the first day exposed. Age is that of the period's last day.
CREATE OR REPLACE TEMP TABLE exposures AS
SELECT
    r.*,
    p.sex,
    p.ethnicity,
    p.support_reason,
    p.rk_lo,
    p.rk_hi,
    a.age_band,
    greatest(r.entry, {{if .Year}}a.year_from - 1{{else}}a.year_from * 4 - 1{{end}}) AS idx_from,
    least(r.leave, {{if .Year}}a.year_to - 1{{else}}a.year_to * 4 - 1{{end}}) AS idx_to
FROM (
    SELECT
        person,
        council,
        {{range .Own}}{{.}},
        {{end}}greatest(entry, coalesce(max(leave) OVER (
            PARTITION BY person ORDER BY from_date, to_date NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ), entry)) AS entry,
        leave
    FROM (
        SELECT
            person,
            council,
            {{range .Own}}coalesce({{.}}, 'unknown') AS {{.}},
            {{end}}from_date,
            to_date,
            greatest(year(from_date) * 4 + quarter(from_date) - 2, {{.First}}){{if .Year}} >> 2{{end}} AS entry,
            ((least(coalesce(year(to_date) * 4 + quarter(to_date) - 2, {{.Beyond}} - 1), {{.Beyond}} - 1)){{if .Year}} >> 2{{end}})
                + 1 AS leave
        FROM result
        WHERE role = 'exposed'
    )
) AS r
INNER JOIN persons AS p ON p.person = r.person
INNER JOIN age_spans AS a ON a.birth_year = p.birth_year
WHERE
    r.entry < r.leave
    AND greatest(r.entry, {{if .Year}}a.year_from - 1{{else}}a.year_from * 4 - 1{{end}})
    < least(r.leave, {{if .Year}}a.year_to - 1{{else}}a.year_to * 4 - 1{{end}});

CREATE OR REPLACE TEMP TABLE moves AS
SELECT * EXCLUDE (person, entry, leave, idx_from, idx_to), 0 AS met, idx_from AS idx, 1 AS sign FROM exposures
UNION ALL
SELECT * EXCLUDE (person, entry, leave, idx_from, idx_to), 0 AS met, idx_to AS idx, -1 AS sign FROM exposures;

CREATE OR REPLACE TEMP TABLE answers AS
SELECT
    x.council,
    {{range .Own}}x.{{.}},
    {{end}}x.sex,
    x.ethnicity,
    x.support_reason,
    x.rk_lo,
    x.rk_hi,
    x.age_band,
    e.met,
    {{if .Reasons}}e.reason,
    {{end}}    e.idx,
    1 AS sign
FROM (
    SELECT
        person,
        (year(on_date) * 4 + quarter(on_date) - 2){{if .Year}} >> 2{{end}} AS idx,
        CASE
            WHEN bool_or(met = 1) THEN 1
            WHEN bool_or(met IS NULL) THEN NULL
            ELSE 0
        END AS met{{if .Reasons}},
        min(reason) FILTER (met IS NULL) AS reason{{end}}
    FROM result
    WHERE role = 'event' AND on_date IS NOT NULL
    GROUP BY 1, 2
) AS e
INNER JOIN exposures AS x ON x.person = e.person AND e.idx >= x.idx_from AND e.idx < x.idx_to;
