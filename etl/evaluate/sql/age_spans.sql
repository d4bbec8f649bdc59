-- For each year of birth, the calendar years in which a person is in each age band; nobody under 18 is in any, which is how
-- they are left out. -1 stands for an unknown year of birth, whose band is unknown in every year.
CREATE OR REPLACE TEMP TABLE age_spans AS
SELECT
    b.birth_year,
    band.name AS age_band,
    b.birth_year + band.low AS year_from,
    b.birth_year + band.high AS year_to
FROM (SELECT unnest(range(1900, 2101)) AS birth_year) AS b
CROSS JOIN (
    VALUES ('18-24', 18, 25), ('25-44', 25, 45), ('45-64', 45, 65), ('65-74', 65, 75), ('75-84', 75, 85), ('85+', 85, 300)
) AS band (name, low, high)
UNION ALL
SELECT -1, 'unknown', 0, 10000;
