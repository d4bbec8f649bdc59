-- Exposure: a person is exposed in a period if any of its days is. Stretches are cut so that those of a person share no period:
-- the first one keeps it, since own dimensions are those of the first day exposed. Age is that of the period's last day.
SELECT
    x.person,
    x.council,
    {{range .Own}}x.{{.}},
    {{end}}0 AS met,
    p.sex,
    p.ethnicity,
    p.support_reason,
    a.age_band,
    p.rk_lo,
    p.rk_hi,
    CASE WHEN x.entry > a.{{.Column}}_from THEN x.entry ELSE a.{{.Column}}_from END AS entry,
    CASE WHEN x.leave < a.{{.Column}}_before THEN x.leave ELSE a.{{.Column}}_before END AS leave
FROM (
    SELECT
        person,
        council,
        {{range .Own}}{{.}},
        {{end}}greatest(entry, coalesce(max(leave) OVER (
            PARTITION BY person
            ORDER BY from_date NULLS LAST, to_date NULLS LAST
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ), entry)) AS entry,
        leave
    FROM (
        SELECT
            r.person,
            r.council,
            {{range .Own}}coalesce(r.{{.}}, 'unknown') AS {{.}},
            {{end}}r.from_date,
            r.to_date,
            f.{{.Column}} AS entry,
            t.{{.Column}} + 1 AS leave
        FROM result AS r
        INNER JOIN calendar AS f ON f.date = greatest(coalesce(r.from_date, {{.FirstDay}}), {{.FirstDay}})
        INNER JOIN calendar AS t ON t.date = least(coalesce(r.to_date, {{.LastDay}}), {{.LastDay}})
        WHERE r.role = 'exposed'
    ) AS stretches
) AS x
INNER JOIN persons AS p ON p.person = x.person
INNER JOIN age_spans AS a ON a.birth_year = p.birth_year
WHERE
    x.entry < x.leave
    AND x.entry < a.{{.Column}}_before
    AND x.leave > a.{{.Column}}_from
