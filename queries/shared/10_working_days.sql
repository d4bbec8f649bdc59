-- Working days, numbered without gaps: not Saturday, Sunday or a bank holiday in England and Wales.
-- Every day carries the number of the working day it is, or of the last one before it, so that "not later than 3 working days
-- after the day received" is: the day numbered n(received) + 3. Made from data/bank_holidays.csv by the engine's table
-- bank_holidays(date); days before the first or after the last year of that table are not here.
-- Rule: duties.md, Dates and counting.
SELECT
    d.date,
    d.working,
    sum(d.working) OVER (ORDER BY d.date NULLS LAST) AS n
FROM (
    SELECT
        weekdays.date,
        CASE WHEN weekdays.weekday < 6 AND bank_holidays.date IS NULL THEN 1 ELSE 0 END AS working
    FROM weekdays
    LEFT JOIN bank_holidays ON bank_holidays.date = weekdays.date
) AS d
