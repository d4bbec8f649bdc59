-- The references of a batch and whom they are about, without hyphens.
SELECT replace(CAST(%s AS VARCHAR), '-', ''), coalesce(replace(CAST(person_ref AS VARCHAR), '-', ''), '')
FROM record.%s
WHERE batch = ?;
