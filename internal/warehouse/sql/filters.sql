-- Of a kind: whether it has batches that are not in use, which are the first and the last that are, whether one between them is not, and whether
-- it has stale ones.
WITH batches AS (
    SELECT k.batch, u.batch IS NOT NULL AS used
    FROM main.batch_kind AS k
    LEFT JOIN temp.in_use AS u ON u.kind = k.kind AND u.batch = k.batch
    WHERE k.kind = $1
),

-- Where none is in use, none is between.
ends AS (
    SELECT coalesce(min(batch), 0) AS first, coalesce(max(batch), -1) AS last
    FROM batches
    WHERE used
)

SELECT
    EXISTS (SELECT 1 FROM batches WHERE NOT used),
    ends.first,
    ends.last,
    EXISTS (SELECT 1 FROM batches WHERE NOT used AND batch BETWEEN ends.first AND ends.last),
    EXISTS (SELECT 1 FROM temp.stale WHERE kind = $1)
FROM ends;
