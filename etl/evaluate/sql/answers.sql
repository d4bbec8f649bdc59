-- The answers of people exposed: of a person's events in a period, one that counts beats one of which nobody can tell, and that one that does
-- not count. The stretch they fall into places them.
SELECT
    x.council,
    {{range .Own}}x.{{.}},
    {{end}}e.met,
    {{if .Reasons}}e.reason,
    {{end}}x.sex,
    x.ethnicity,
    x.support_reason,
    x.age_band,
    x.rk_lo,
    x.rk_hi,
    e.entry,
    e.entry + 1 AS leave
FROM (
    SELECT
        r.person,
        c.{{.Column}} AS entry,
        CASE
            WHEN max(CASE WHEN r.met = 1 THEN 1 ELSE 0 END) = 1 THEN 1
            WHEN max(CASE WHEN r.met IS NULL THEN 1 ELSE 0 END) = 0 THEN 0
        END AS met{{if .Reasons}},
        min(CASE WHEN r.met IS NULL THEN r.reason END) AS reason{{end}}
    FROM result AS r
    INNER JOIN calendar AS c ON c.date = r.on_date
    WHERE r.role = 'event'
    GROUP BY r.person, c.{{.Column}}
) AS e
INNER JOIN exposures AS x ON x.person = e.person AND e.entry >= x.entry AND e.entry < x.leave
