-- The days the bank-holiday table covers, each with the number of its weekday (Monday is 1).
CREATE OR REPLACE TEMP TABLE calendar AS
SELECT
    CAST(d AS DATE) AS date,
    isodow(d) AS weekday
FROM range(
    (SELECT CAST(date_trunc('year', min(date)) AS TIMESTAMP) FROM bank_holidays),
    (SELECT CAST(date_trunc('year', max(date)) + INTERVAL '1' YEAR AS TIMESTAMP) FROM bank_holidays),
    INTERVAL '1' DAY
) AS days (d);
