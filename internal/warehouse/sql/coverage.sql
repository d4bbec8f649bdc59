-- What the records in use cover: the table that measures ask whether a council has a figure for a period.
CREATE OR REPLACE TEMP TABLE coverage AS
SELECT u.council, u.kind, b.from_date, b.to_date, k.missing
FROM temp.in_use AS u
JOIN main.batch AS b USING (batch)
JOIN main.batch_kind AS k ON k.batch = u.batch AND k.kind = u.kind
ORDER BY u.council, u.kind;
