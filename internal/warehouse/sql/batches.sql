-- Every batch with its kinds, in order of number.
SELECT b.batch, b.council, b.produced_on, b.from_date, b.to_date, b.digest, b.synthetic, b.specification, b.basis, k.kind
FROM main.batch AS b
JOIN main.batch_kind AS k USING (batch)
ORDER BY b.batch, k.kind;
