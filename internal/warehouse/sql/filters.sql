-- Whether a kind has batches that are not in use, and whether it has stale ones.
SELECT
    EXISTS (SELECT 1 FROM main.batch_kind AS k WHERE k.kind = $1
        AND NOT EXISTS (SELECT 1 FROM temp.in_use AS u WHERE u.kind = k.kind AND u.batch = k.batch)),
    EXISTS (SELECT 1 FROM temp.stale WHERE kind = $1);
