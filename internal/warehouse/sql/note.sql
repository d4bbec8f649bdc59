-- Rows that stay and of which something is to be noted. Kind, its rows, rule, the field's name, condition.
INSERT INTO temp.mark
SELECT '%[1]s', line, '%[3]s', '%[4]s', false
FROM %[2]s
WHERE %[5]s;
