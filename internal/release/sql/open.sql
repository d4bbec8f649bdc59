-- What an open release looks like inside: totals in memory, since most questions are about them, compressed; breakdowns of ours left
-- in the release file, whose row groups hold one measure and dimension each; official series, which are small, in memory.

SET parquet_metadata_cache = true; -- the file never changes, so its footer is read once
SET enable_external_file_cache = false; -- the system keeps the file's pages in memory already, and may drop them
SET allocator_background_threads = true; -- what opening needed goes back to the system, or it would stay several times what is kept

-- Small row groups: a league table lies in one or two of them, and the rest are passed over.
ATTACH ':memory:' AS held (COMPRESS, ROW_GROUP_SIZE 8192);

CREATE TABLE held.totals AS
SELECT * FROM read_parquet({cells}) WHERE dimension = ''
ORDER BY measure, area_level, period, area_code;

CREATE TABLE official AS
SELECT * FROM read_parquet({official});

-- A series that lies in several editions is served from the newest of them.
DELETE FROM official
WHERE (measure, "release") NOT IN (SELECT (measure, max("release")) FROM official GROUP BY measure);

INSERT INTO held.totals SELECT * FROM official WHERE dimension = '';
CHECKPOINT held; -- compresses
CREATE VIEW totals AS FROM held.totals;

CREATE TABLE official_parts AS SELECT * FROM official WHERE dimension <> '';
DROP TABLE official;

-- A series that gives bands without their parts has them as its leaves.
UPDATE official_parts SET band = false
WHERE (measure, dimension) NOT IN (SELECT (measure, dimension) FROM official_parts WHERE NOT band AND category <> 'unknown');

CREATE VIEW parts AS
SELECT * FROM read_parquet({cells}) WHERE dimension <> ''
UNION ALL
SELECT * FROM official_parts;

CREATE TABLE areas (area_code VARCHAR, area_name VARCHAR, area_level VARCHAR, parent_code VARCHAR);

CREATE TABLE categories (
    measure VARCHAR, dimension VARCHAR, category VARCHAR, category_label VARCHAR, category_order INTEGER, band BOOLEAN
);
INSERT INTO categories
SELECT DISTINCT measure, '', '', '', 0, false FROM totals
UNION ALL
SELECT DISTINCT measure, dimension, category, category_label, category_order, band FROM official_parts;

CREATE TABLE spans AS
SELECT measure, any_value(source) AS source, period, any_value(grain) AS grain, any_value(period_label) AS period_label,
    any_value(period_start) AS period_start, any_value(period_end) AS period_end, any_value(unit) AS unit,
    any_value("release") AS "release"
FROM totals
GROUP BY measure, period;
