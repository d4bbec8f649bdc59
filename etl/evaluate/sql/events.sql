-- Flow: of a person's events in a period one counts, picked as the measure says; among those that decide, the last, ties by
-- the place of the council's own reference. The event's day places the person.
SELECT
    council,
    {{range .Own}}{{.}},
    {{end}}met,
    {{if .Reasons}}reason,
    {{end}}{{if .Median}}amount,
    {{end}}sex,
    ethnicity,
    support_reason,
    age_band,
    rk_lo,
    rk_hi,
    entry,
    entry + 1 AS leave
FROM (
    SELECT
        r.council,
        {{range .Own}}coalesce(r.{{.}}, 'unknown') AS {{.}},
        {{end}}r.met,
        {{if .Reasons}}r.reason,
        {{end}}{{if .Median}}CAST(round(r.amount * {{.Scale}}) AS BIGINT) AS amount,
        {{end}}p.sex,
        p.ethnicity,
        p.support_reason,
        a.age_band,
        p.rk_lo,
        p.rk_hi,
        c.{{.Column}} AS entry,
        row_number() OVER (
            PARTITION BY r.person, c.{{.Column}}
            ORDER BY {{.Preference}}r.on_date DESC NULLS LAST, r.place DESC NULLS LAST
        ) AS turn
    FROM result AS r
    INNER JOIN calendar AS c ON c.date = r.on_date
    INNER JOIN persons AS p ON p.person = r.person
    INNER JOIN ages AS a ON a.birth_year = p.birth_year AND a.calendar_year = c.calendar_year
    WHERE r.on_date >= {{.FirstDay}} AND r.on_date < {{.BeyondDay}}
) AS ranked
WHERE turn = 1
