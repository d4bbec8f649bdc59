-- Flow: of a person's events in a period one counts, picked as the measure says; among those that decide, the last, ties by
-- reference. The event's day places the person.
CREATE OR REPLACE TEMP TABLE moves AS
SELECT * EXCLUDE (turn), 1 AS sign
FROM (
    SELECT
        r.council,
        {{range .Own}}coalesce(r.{{.}}, 'unknown') AS {{.}},
        {{end}}r.met,
        {{if .Reasons}}r.reason,
        {{end}}        {{if .Median}}CAST(round(r.amount * {{.Scale}}) AS BIGINT) AS amount,
        {{end}}p.sex,
        p.ethnicity,
        p.support_reason,
        p.rk_lo,
        p.rk_hi,
        a.age_band,
        (year(r.on_date) * 4 + quarter(r.on_date) - 2){{if .Year}} >> 2{{end}} AS idx,
        row_number() OVER (
            PARTITION BY r.person, (year(r.on_date) * 4 + quarter(r.on_date) - 2){{if .Year}} >> 2{{end}}
            ORDER BY {{.Preference}}r.on_date DESC, r.place DESC
        ) AS turn
    FROM result AS r
    INNER JOIN persons AS p ON p.person = r.person
    INNER JOIN ages AS a ON a.age = CASE WHEN p.birth_year = -1 THEN -1 ELSE year(r.on_date) - p.birth_year END
    WHERE
        r.on_date IS NOT NULL
        AND year(r.on_date) * 4 + quarter(r.on_date) - 2 >= {{.First}}
        AND year(r.on_date) * 4 + quarter(r.on_date) - 2 < {{.Beyond}}
)
WHERE turn = 1;
