-- Budget levels: what a person's ongoing budgets come to in all, gross pounds a week, for each stretch of days on which none of
-- them begins or ends.
--   weekly_total  the sum over the person's plans, empty where an amount is not recorded
--   hours         the sum of hours, empty where one is missing or no row begins on the first day
--   reason        that of the rows that begin on the first day, empty if none does; of several, the one that excuses least
--   evidenced, agreed   the least of the rows that begin on the first day: 0 no, 1 unknown, 2 yes; empty if none does
--   excused       1 where nothing begins, and every row that ended the day before is excused (40_budget_rows.sql)
--   end_excused   1 where every row that ends on the last day is excused
--   setting, delivery   the highest among the rows that hold (architecture.md, Placement)
-- Settings and deliveries that hold are counted in digits of one number, two for each category (fewer than 100 at once), the highest
-- first: comparing the number finds the highest, and two running sums do the work of nine.
-- Reading: C1, measures.md.
SELECT
    council,
    person,
    from_date,
    to_date,
    CASE WHEN amounts_missing = 0 THEN weekly_total END AS weekly_total,
    CASE WHEN starting > 0 AND hours_missing = 0 THEN hours END AS hours,
    evidenced,
    agreed,
    CASE reason
        WHEN 8 THEN 'needs'
        WHEN 7 THEN 'other'
        WHEN 6 THEN 'unknown'
        WHEN 5 THEN 'price'
        WHEN 4 THEN 'contribution'
        WHEN 3 THEN 'correction'
        WHEN 2 THEN 'uprating'
        WHEN 1 THEN 'nhs_funded'
    END AS reason,
    CASE WHEN starting = 0 AND ending > 0 AND excused_ends = ending THEN 1 ELSE 0 END AS excused,
    CASE WHEN ending_next > 0 AND excused_next = ending_next THEN 1 ELSE 0 END AS end_excused,
    CASE
        WHEN settings >= 1000000 THEN 'nursing'
        WHEN settings >= 10000 THEN 'residential'
        WHEN settings >= 100 THEN 'community'
        WHEN settings >= 1 THEN 'prison'
        ELSE 'unknown'
    END AS setting,
    CASE
        WHEN deliveries >= 100000000 THEN 'direct_payment'
        WHEN deliveries >= 1000000 THEN 'mixed'
        WHEN deliveries >= 10000 THEN 'managed_budget'
        WHEN deliveries >= 100 THEN 'council_service'
        WHEN deliveries >= 1 THEN 'commissioned'
        ELSE 'unknown'
    END AS delivery
FROM (
    SELECT
        council,
        person,
        day AS from_date,
        CAST(lead(day) OVER ordered - INTERVAL '1' DAY AS DATE) AS to_date,
        sum(held) OVER running AS held,
        sum(weekly_total) OVER running AS weekly_total,
        sum(amounts_missing) OVER running AS amounts_missing,
        sum(hours) OVER running AS hours,
        sum(hours_missing) OVER running AS hours_missing,
        sum(settings) OVER running AS settings,
        sum(deliveries) OVER running AS deliveries,
        starting,
        excused_ends,
        ending,
        lead(ending) OVER ordered AS ending_next,
        lead(excused_ends) OVER ordered AS excused_next,
        reason,
        evidenced,
        agreed
    FROM (
        SELECT
            council,
            person,
            day,
            sum(sign) AS held,
            sum(sign * coalesce(weekly_total, 0)) AS weekly_total,
            sum(CASE WHEN weekly_total IS NULL THEN sign ELSE 0 END) AS amounts_missing,
            sum(sign * coalesce(hours_per_week, 0)) AS hours,
            sum(CASE WHEN hours_per_week IS NULL THEN sign ELSE 0 END) AS hours_missing,
            sum(
                sign * CASE setting
                    WHEN 'nursing' THEN 1000000
                    WHEN 'residential' THEN 10000
                    WHEN 'community' THEN 100
                    WHEN 'prison' THEN 1
                    ELSE 0
                END
            ) AS settings,
            sum(
                sign * CASE delivery
                    WHEN 'direct_payment' THEN 100000000
                    WHEN 'mixed' THEN 1000000
                    WHEN 'managed_budget' THEN 10000
                    WHEN 'council_service' THEN 100
                    WHEN 'commissioned' THEN 1
                    ELSE 0
                END
            ) AS deliveries,
            sum(CASE WHEN sign = 1 THEN 1 ELSE 0 END) AS starting,
            sum(CASE WHEN sign = -1 THEN 1 ELSE 0 END) AS ending,
            sum(CASE WHEN sign = -1 THEN excused_end ELSE 0 END) AS excused_ends,
            max(
                CASE WHEN sign = 1
                    THEN CASE
                        WHEN change_reason = 'needs' THEN 8
                        WHEN change_reason IN ('other', 'first', 'ended') THEN 7
                        WHEN change_reason = 'unknown' THEN 6
                        WHEN change_reason IN ('price', 'provider') THEN 5
                        WHEN change_reason = 'contribution' THEN 4
                        WHEN change_reason = 'correction' THEN 3
                        WHEN change_reason = 'uprating' THEN 2
                        ELSE 1
                    END
                END
            ) AS reason,
            min(CASE WHEN sign = 1 THEN CASE evidence_recorded WHEN 'no' THEN 0 WHEN 'yes' THEN 2 ELSE 1 END END) AS evidenced,
            min(CASE WHEN sign = 1 THEN CASE person_agreed WHEN 'no' THEN 0 WHEN 'yes' THEN 2 ELSE 1 END END) AS agreed
        FROM (
            SELECT
                budget_rows.*,
                from_date AS day,
                1 AS sign
            FROM budget_rows
            UNION ALL
            SELECT
                budget_rows.*,
                CAST(to_date + INTERVAL '1' DAY AS DATE) AS day,
                -1 AS sign
            FROM budget_rows
            WHERE to_date IS NOT NULL
        ) AS ends
        GROUP BY council, person, day
    ) AS days
    WINDOW
        running AS (PARTITION BY person ORDER BY day NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
        ordered AS (PARTITION BY person ORDER BY day NULLS LAST)
) AS stretches
WHERE held > 0
