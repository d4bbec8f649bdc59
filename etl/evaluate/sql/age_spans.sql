-- For each year of birth, the calendar years in which a person is in each age band. -1 stands for an unknown year of birth, whose band
-- is unknown in every year. Spans outside the calendar years that are counted are not here, as every spell is joined with all of a year
-- of birth. Parameters: first and last year.
CREATE OR REPLACE TEMP TABLE age_spans AS
SELECT
    b.birth_year,
    band.name AS age_band,
    b.birth_year + band.low AS year_from,
    b.birth_year + band.high AS year_to
FROM (SELECT unnest(range(1900, 2101)) AS birth_year) AS b
CROSS JOIN age_bands AS band
WHERE b.birth_year + band.high > $1 AND b.birth_year + band.low <= $2
UNION ALL
SELECT -1, 'unknown', 0, 10000;
