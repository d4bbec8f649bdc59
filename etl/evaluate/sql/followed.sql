-- How a measure counts some people, followed by their record keys: one row a move in or out, or one a period where counts do not run on. -1 of the
-- answer is unknown.
SELECT
    CAST(idx AS INTEGER) AS idx,
    council,
    CAST(rk_hi AS UBIGINT) * 4294967296 + CAST(rk_lo AS UBIGINT) AS rk,
    CAST(sign AS INTEGER) AS sign,
    CAST(coalesce(met, -1) AS TINYINT) AS met{{range .Breakdowns}},
    {{.}}{{end}}
FROM {{.From}}
WHERE rk_hi < {{.Lot}}
ORDER BY rk_hi, rk_lo, idx, sign;
