-- The places of a batch's records that tie.
UPDATE record.%s AS r
SET %s = tie.place
FROM (VALUES %s) AS tie (ref, place)
WHERE r.batch = %d AND r.%s = tie.ref;
