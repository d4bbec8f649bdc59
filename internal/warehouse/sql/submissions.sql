-- The files of Client Level Data that a batch was made from. Batch.
SELECT s.digest, s.events
FROM main.batch_submission AS b
JOIN main.batch AS made USING (batch)
JOIN record.submission AS s ON s.council = made.council AND s.digest = b.digest
WHERE b.batch = $1
ORDER BY b.place;
