-- Of the records in use, the deeds whose date cannot be read.
CREATE OR REPLACE TEMP VIEW unreadable AS
SELECT x.council, x.kind, x.field, x.record, x.person_ref
FROM record.unreadable AS x
JOIN temp.in_use AS u ON u.council = x.council AND u.kind = x.kind AND u.batch = x.batch;
