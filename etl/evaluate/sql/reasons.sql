-- How many people's answer is unknown, for each reason a measure gives.
SELECT
    CAST(periods.idx AS INTEGER) AS idx,
    s.council,
    coalesce(s.reason, 'not said') AS reason,
    count(*) AS people
FROM {{.From}} AS s
INNER JOIN (SELECT DISTINCT {{.Column}} AS idx FROM calendar) AS periods ON periods.idx >= s.entry AND periods.idx < s.leave
WHERE s.met IS NULL
GROUP BY periods.idx, s.council, coalesce(s.reason, 'not said')
