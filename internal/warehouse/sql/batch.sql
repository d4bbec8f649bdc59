INSERT INTO main.batch (batch, council, produced_on, from_date, to_date, digest, synthetic, specification, basis)
VALUES (?, ?, CAST(? AS DATE), CAST(? AS DATE), CAST(? AS DATE), ?, ?, ?, ?);
