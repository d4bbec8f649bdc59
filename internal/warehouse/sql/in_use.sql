-- The batch in use for each council and kind as of a day: the one loaded last among those produced by then.
CREATE OR REPLACE TEMP TABLE in_use AS
SELECT council, kind, max(batch) AS batch
FROM main.batch
JOIN main.batch_kind USING (batch)
WHERE produced_on <= CAST(? AS DATE)
GROUP BY council, kind;
