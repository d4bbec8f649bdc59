SELECT c.council, c.kind, c.from_date, c.to_date, c.missing, b.digest, b.synthetic, b.basis
FROM temp.coverage AS c
JOIN temp.in_use AS u USING (council, kind)
JOIN main.batch AS b USING (batch)
ORDER BY c.council, c.kind;
