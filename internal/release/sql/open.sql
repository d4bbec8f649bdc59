-- What the engine knows of an open release: breakdowns of ours, left in the release file, whose row groups hold one measure and dimension
-- each; official series, which are small, in memory. Totals are answered without the engine.

SET parquet_metadata_cache = true; -- the file never changes, so its footer is read once
SET enable_external_file_cache = false; -- the system keeps the file's pages in memory already, and may drop them
SET allocator_background_threads = true; -- what opening needed goes back to the system, or it would stay several times what is kept

CREATE VIEW empty_cells AS {empty};

CREATE TABLE official AS
SELECT * FROM {official};

CREATE TABLE editions ("release" VARCHAR, place INTEGER); -- the later, the higher
INSERT INTO editions VALUES {editions};

-- Where several editions give a series for a year, the one with counts is served, then the one with intervals, then the one with any figure;
-- among those alike the later. Each breakdown is chosen by itself.
CREATE TABLE served AS
WITH given AS (
    SELECT measure, "period", dimension, "release",
        max(CASE
            WHEN value IS NULL THEN 0
            WHEN numerator IS NOT NULL AND denominator IS NOT NULL THEN 3
            WHEN lower_95 IS NOT NULL THEN 2
            ELSE 1
        END) AS told
    FROM official
    GROUP BY ALL
)
SELECT measure, "period", dimension, arg_max("release", told * 100000 + place) AS "release"
FROM given
JOIN editions USING ("release")
GROUP BY ALL;

DELETE FROM official
WHERE (measure, "period", dimension, "release") NOT IN (SELECT (measure, "period", dimension, "release") FROM served);
DROP TABLE served;

-- A series that gives bands without their parts has them as its leaves.
UPDATE official SET band = false
WHERE (measure, dimension) NOT IN (SELECT (measure, dimension) FROM official WHERE NOT band AND category <> 'unknown');

CREATE TABLE withdrawn (area_code VARCHAR, period VARCHAR, note VARCHAR);

CREATE VIEW cells AS {cells};

CREATE TABLE areas (area_code VARCHAR, area_name VARCHAR, area_level VARCHAR, parent_code VARCHAR);

CREATE TABLE categories (
    measure VARCHAR, dimension VARCHAR, category VARCHAR, category_label VARCHAR, category_order INTEGER, band BOOLEAN
);
INSERT INTO categories
SELECT DISTINCT measure, '', '', '', 0, false FROM cells WHERE dimension = ''
UNION ALL
SELECT DISTINCT measure, dimension, category, category_label, category_order, band FROM official WHERE dimension <> '';

CREATE TABLE spans AS
SELECT measure, any_value(source) AS source, period, any_value(grain) AS grain, any_value(period_label) AS period_label,
    any_value(period_start) AS period_start, any_value(period_end) AS period_end, any_value(unit) AS unit,
    any_value("release") AS "release"
FROM cells
WHERE dimension = ''
GROUP BY measure, period;
