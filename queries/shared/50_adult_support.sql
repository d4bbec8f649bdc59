-- Adults' long-term support day by day: stretches in which neither setting nor the way support is arranged changes, from plans
-- for adults and the ongoing budgets of those plans. One row a stretch; the stretches of a person do not overlap.
--   setting           the highest among the plans in force: nursing, residential, community, prison
--   delivery          the first of direct_payment, mixed, managed_budget, council_service, commissioned among the budgets
--   paid              1 where a direct payment first paid by then has not ended
-- What is held is counted in digits of one number, two for each category (fewer than 100 at once), the highest category first:
-- comparing the number finds the highest, and two running sums do the work of nine.
-- Rules: architecture.md, Placement; D1, measures.md.
SELECT
    council,
    person,
    from_date,
    to_date,
    setting,
    delivery,
    paid
FROM (
    SELECT
        council,
        person,
        from_date,
        CAST(lead(from_date) OVER (PARTITION BY person ORDER BY from_date NULLS LAST) - INTERVAL '1' DAY AS DATE) AS to_date,
        setting,
        delivery,
        paid,
        in_force
    FROM (
        SELECT
            states.*,
            lag(state) OVER (PARTITION BY person ORDER BY from_date NULLS LAST) AS state_before
        FROM (
            SELECT
                council,
                person,
                from_date,
                in_force,
                setting,
                delivery,
                paid,
                CAST(in_force AS VARCHAR) || setting || ' ' || delivery || CAST(paid AS VARCHAR) AS state
            FROM (
                SELECT
                    council,
                    person,
                    day AS from_date,
                    CASE WHEN sum(plans) OVER running > 0 THEN 1 ELSE 0 END AS in_force,
                    CASE
                        WHEN sum(settings) OVER running >= 1000000 THEN 'nursing'
                        WHEN sum(settings) OVER running >= 10000 THEN 'residential'
                        WHEN sum(settings) OVER running >= 100 THEN 'community'
                        WHEN sum(settings) OVER running >= 1 THEN 'prison'
                        ELSE 'unknown'
                    END AS setting,
                    CASE
                        WHEN sum(deliveries) OVER running >= 100000000 THEN 'direct_payment'
                        WHEN sum(deliveries) OVER running >= 1000000 THEN 'mixed'
                        WHEN sum(deliveries) OVER running >= 10000 THEN 'managed_budget'
                        WHEN sum(deliveries) OVER running >= 100 THEN 'council_service'
                        WHEN sum(deliveries) OVER running >= 1 THEN 'commissioned'
                        ELSE 'unknown'
                    END AS delivery,
                    CASE WHEN sum(paid) OVER running > 0 THEN 1 ELSE 0 END AS paid
                FROM (
                    SELECT
                        council,
                        person,
                        day,
                        sum(CASE WHEN what = 'plan' THEN sign ELSE 0 END) AS plans,
                        sum(
                            sign * CASE
                                WHEN what <> 'plan' THEN 0
                                WHEN detail = 'nursing' THEN 1000000
                                WHEN detail = 'residential' THEN 10000
                                WHEN detail = 'community' THEN 100
                                WHEN detail = 'prison' THEN 1
                                ELSE 0
                            END
                        ) AS settings,
                        sum(
                            sign * CASE
                                WHEN what <> 'budget' THEN 0
                                WHEN detail = 'direct_payment' THEN 100000000
                                WHEN detail = 'mixed' THEN 1000000
                                WHEN detail = 'managed_budget' THEN 10000
                                WHEN detail = 'council_service' THEN 100
                                WHEN detail = 'commissioned' THEN 1
                                ELSE 0
                            END
                        ) AS deliveries,
                        sum(CASE WHEN what = 'payment' THEN sign ELSE 0 END) AS paid
                    FROM (
                        SELECT
                            council,
                            person,
                            what,
                            detail,
                            from_date AS day,
                            1 AS sign
                        FROM adult_holdings
                        UNION ALL
                        SELECT
                            council,
                            person,
                            what,
                            detail,
                            CAST(to_date + INTERVAL '1' DAY AS DATE) AS day,
                            -1 AS sign
                        FROM adult_holdings
                        WHERE to_date IS NOT NULL
                    ) AS ends
                    GROUP BY council, person, day
                ) AS days
                WINDOW running AS (
                    PARTITION BY person ORDER BY day NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
                )
            ) AS sums
        ) AS states
    ) AS changes
    WHERE state_before IS NULL OR state <> state_before
) AS stretches
WHERE in_force = 1
