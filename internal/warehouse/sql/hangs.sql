-- Of rows that lead nowhere, those that lead to one that was sent and is lost. Kind, field, its name, kind it leads to, its key.
UPDATE temp.mark
SET rule = 'hangs_on_rejected'
WHERE kind = '%[1]s'
    AND rule = 'orphan'
    AND field = '%[3]s'
    AND line IN (SELECT line FROM temp.sent_%[1]s WHERE %[2]s IN (SELECT %[5]s FROM temp.sent_%[4]s));
