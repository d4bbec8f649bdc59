-- Snapshot: each spell covers the last days of the periods from `entry` to before `leave`: from the one that holds its first day to the one
-- that holds the day after its last. Spells are cut where a birthday year moves the person to another age band.
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
    CASE WHEN f.{{.Column}} > a.{{.Column}}_from THEN f.{{.Column}} ELSE a.{{.Column}}_from END AS entry,
    CASE WHEN t.{{.Column}} < a.{{.Column}}_before THEN t.{{.Column}} ELSE a.{{.Column}}_before END AS leave
FROM result AS r
INNER JOIN persons AS p ON p.person = r.person
INNER JOIN age_spans AS a ON a.birth_year = p.birth_year
INNER JOIN calendar AS f ON f.date = greatest(coalesce(r.from_date, {{.FirstDay}}), {{.FirstDay}})
INNER JOIN calendar AS t
    ON t.date = least(coalesce(CAST(r.to_date + INTERVAL '1' DAY AS DATE), {{.BeyondDay}}), {{.BeyondDay}})
WHERE
    f.{{.Column}} < t.{{.Column}}
    AND f.{{.Column}} < a.{{.Column}}_before
    AND t.{{.Column}} > a.{{.Column}}_from
