-- The age bands. Nobody under 18 is in any, which is how they are left out.
CREATE OR REPLACE TEMP TABLE age_bands (name VARCHAR, low INTEGER, high INTEGER);
INSERT INTO age_bands VALUES
    ('18-24', 18, 25), ('25-44', 25, 45), ('45-64', 45, 65), ('65-74', 65, 75), ('75-84', 75, 85), ('85+', 85, 300);

-- The band of each age, and of an unknown one, which is written -1.
CREATE OR REPLACE TEMP TABLE ages AS
SELECT
    CAST(unnest(range(low, high)) AS INTEGER) AS age,
    name AS age_band
FROM age_bands
UNION ALL
SELECT -1, 'unknown';
