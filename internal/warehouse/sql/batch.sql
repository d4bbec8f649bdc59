INSERT INTO main.batch VALUES (?, ?, CAST(? AS DATE), CAST(? AS DATE), CAST(? AS DATE), ?, ?, ?);
