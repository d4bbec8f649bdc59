-- A kind is stale where the council's people come from another batch, so that its rows must be held against them.
CREATE OR REPLACE TEMP TABLE stale AS
SELECT u.kind, u.batch
FROM temp.in_use AS u
JOIN temp.in_use AS p ON p.council = u.council AND p.kind = 'people'
WHERE p.batch <> u.batch;
