-- What each person contributes to a measure's figures, as one number that is added when it begins and taken away when it ends: equal sums
-- mean that a person counts alike. To periods that are not counted, or that a council's records do not cover, nothing is contributed.
-- A state's number is made of its text, and is in the table parts; an amount is added to it.
SELECT
    m.council,
    {{.Grain}} AS grain,
    CASE WHEN turn.sign = 1 THEN m.entry ELSE m.leave END AS idx,
    m.rk_hi,
    m.rk_lo,
    turn.sign * (parts.part{{if .Median}} + coalesce(m.amount, 0) * 65599{{end}}) AS part
FROM (
    SELECT
        s.council,
        s.rk_hi,
        s.rk_lo,
        {{if .Median}}s.amount,
        {{end}}{{template "state" .}} AS state,
        CASE WHEN s.entry > c.first_period THEN s.entry ELSE c.first_period END AS entry,
        CASE WHEN s.leave < c.before_period THEN s.leave ELSE c.before_period END AS leave
    FROM {{.From}} AS s
    INNER JOIN covered AS c ON c.council = s.council
) AS m
INNER JOIN parts ON parts.state = m.state
CROSS JOIN (VALUES (1), (-1)) AS turn (sign)
WHERE m.entry < m.leave AND (turn.sign = 1 OR m.leave < {{.End}})
