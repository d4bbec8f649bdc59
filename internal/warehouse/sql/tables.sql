-- How many tables the file holds, and whether one of them is ours.
SELECT count(*), count(*) FILTER (WHERE schema_name = 'main' AND table_name = 'migration')
FROM duckdb_tables()
WHERE database_name = current_database() AND NOT temporary;
