-- Snapshot: each spell covers the last days of the periods from index `entry` to before `leave`, so it is counted by one move in
-- and one move out, whatever its length. A quarter's index is year * 4 + quarter - 2 by its last day: 2025-26-Q1 is 2025 * 4.
-- Spells are cut where a birthday year moves the person to another age band.
CREATE OR REPLACE TEMP TABLE spells AS
SELECT *
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
        {{if .Yearly}}(greatest(year(r.from_date) * 4 + quarter(r.from_date) - 2, a.year_from * 4 - 1, {{.First}})) >> 2 AS entry,
        least(
            coalesce(year(r.to_date + 1) * 4 + quarter(r.to_date + 1) - 2, {{.Beyond}}), a.year_to * 4 - 1, {{.Beyond}}
        ) >> 2 AS leave
        {{else}}greatest(year(r.from_date) * 4 + quarter(r.from_date) - 2, a.year_from * 4 - 1, {{.First}}) AS entry,
        least(
            coalesce(year(r.to_date + 1) * 4 + quarter(r.to_date + 1) - 2, {{.Beyond}}), a.year_to * 4 - 1, {{.Beyond}}
        ) AS leave
        {{end}}
    FROM result AS r
    INNER JOIN persons AS p ON p.person = r.person
    INNER JOIN age_spans AS a ON a.birth_year = p.birth_year
)
WHERE entry < leave;

-- The moves, as a view: to read the spells once more costs less than to write them twice.
CREATE OR REPLACE TEMP VIEW ways AS
SELECT * EXCLUDE (entry, leave), entry AS idx, 1 AS sign FROM spells
UNION ALL
SELECT * EXCLUDE (entry, leave), leave AS idx, -1 AS sign FROM spells WHERE leave < {{.Beyond}}{{if .Yearly}} >> 2{{end}};
