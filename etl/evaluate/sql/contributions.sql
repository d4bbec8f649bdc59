-- What each person contributes to a measure's figures, as one number a change: equal contributions give equal numbers in every version
-- of the engine, and the numbers of a person's measures are combined by exclusive or. A count that runs from period to period changes
-- where it begins and where it ends; one of a single period changes there and back in the next. Periods a council's records do not
-- cover have no figure, so nothing is contributed to them.
INSERT INTO contributions
SELECT
    council,
    {{if .Year}}1{{else}}0{{end}} AS grain,
    CAST(moment AS INTEGER) AS idx,
    rk,
    bit_xor(part) AS part
FROM (
    SELECT
        m.council,
        {{if .Running}}greatest(m.idx, c.first){{else}}unnest([m.idx, m.idx + 1]){{end}} AS moment,
        CAST(m.rk_hi AS UBIGINT) * 4294967296 + CAST(m.rk_lo AS UBIGINT) AS rk,
        md5_number_lower(concat_ws('|', {{.Measure}}, {{range .Breakdowns}}m.{{.}}, {{end}}
            coalesce(CAST(m.met AS VARCHAR), 'unknown'){{if .Median}}, coalesce(CAST(m.amount AS VARCHAR), '') {{end}})) AS part
    FROM {{.From}} AS m
    INNER JOIN covered AS c ON c.council = m.council
    WHERE m.idx < c.beyond{{if not .Running}} AND m.idx >= c.first{{end}}
) AS changes
GROUP BY council, moment, rk
HAVING bit_xor(part) <> 0;
