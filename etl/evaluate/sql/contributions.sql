-- What each person contributes to a measure's figures, as one number a change: equal contributions give equal numbers in every version
-- of the engine, and the numbers of a person's measures are combined by exclusive or. A count that runs from period to period changes
-- where it begins and where it ends; one of a single period changes there and back in the next. To periods that are not counted, or that
-- a council's records do not cover, nothing is contributed. People are in few states, each of which is hashed once. Changes
-- of one person at one moment are put together with those to other measures.
{{define "state" -}}
concat_ws('|', {{range .Breakdowns}}m.{{.}}, {{end}}coalesce(CAST(m.met AS VARCHAR), 'unknown')
    {{- if .Median}}, coalesce(CAST(m.amount AS VARCHAR), ''){{end}})
{{- end -}}
INSERT INTO contributions
SELECT
    changes.council,
    {{if .Year}}1{{else}}0{{end}} AS grain,
    CAST(changes.moment AS INTEGER) AS idx,
    changes.rk,
    parts.part
FROM (
    SELECT
        m.council,
        unnest({{if .Running}}CASE WHEN c.beyond < {{.End}} THEN [greatest(m.idx, c.first), c.beyond] ELSE [greatest(m.idx, c.first)] END
            {{- else}}[m.idx, m.idx + 1]{{end}}) AS moment,
        CAST(m.rk_hi AS UBIGINT) * 4294967296 + CAST(m.rk_lo AS UBIGINT) AS rk,
        {{template "state" .}} AS state
    FROM {{.From}} AS m
    INNER JOIN covered AS c ON c.council = m.council
    WHERE m.idx < c.beyond{{if not .Running}} AND m.idx >= c.first{{end}}
) AS changes
INNER JOIN (
    SELECT
        state,
        md5_number_lower(concat_ws('|', {{.Measure}}, state)) AS part
    FROM (SELECT DISTINCT {{template "state" .}} AS state FROM {{.From}} AS m) AS states
) AS parts ON parts.state = changes.state
WHERE changes.moment < {{.End}};
