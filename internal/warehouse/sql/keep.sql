-- The rows that stay. Kind, columns, council, batch, values, rows, joins.
INSERT INTO record.%[1]s (council, batch, %[2]s)
SELECT '%[3]s', %[4]d, %[5]s
FROM %[6]s AS s
%[7]s;
