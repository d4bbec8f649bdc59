-- Adults' long-term support day by day: stretches in which neither setting nor the way support is arranged changes, from plans
-- for adults and the ongoing budgets of those plans. One row a stretch; the stretches of a person do not overlap.
--   setting           the highest among the plans in force: nursing, residential, community, prison
--   delivery          the first of direct_payment, mixed, managed_budget, council_service, commissioned among the budgets
--   paid              1 where a direct payment first paid by then has not ended
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
                concat(CAST(in_force AS VARCHAR), setting, ' ', delivery, CAST(paid AS VARCHAR)) AS state
            FROM (
                SELECT
                    council,
                    person,
                    day AS from_date,
                    CASE WHEN sum(plans) OVER running > 0 THEN 1 ELSE 0 END AS in_force,
                    CASE
                        WHEN sum(nursing) OVER running > 0 THEN 'nursing'
                        WHEN sum(residential) OVER running > 0 THEN 'residential'
                        WHEN sum(community) OVER running > 0 THEN 'community'
                        WHEN sum(prison) OVER running > 0 THEN 'prison'
                        ELSE 'unknown'
                    END AS setting,
                    CASE
                        WHEN sum(direct_payment) OVER running > 0 THEN 'direct_payment'
                        WHEN sum(mixed) OVER running > 0 THEN 'mixed'
                        WHEN sum(managed_budget) OVER running > 0 THEN 'managed_budget'
                        WHEN sum(council_service) OVER running > 0 THEN 'council_service'
                        WHEN sum(commissioned) OVER running > 0 THEN 'commissioned'
                        ELSE 'unknown'
                    END AS delivery,
                    CASE WHEN sum(paid) OVER running > 0 THEN 1 ELSE 0 END AS paid
                FROM (
                    SELECT
                        council,
                        person,
                        day,
                        sum(CASE WHEN what = 'plan' THEN sign ELSE 0 END) AS plans,
                        sum(CASE WHEN what = 'plan' AND detail = 'nursing' THEN sign ELSE 0 END) AS nursing,
                        sum(CASE WHEN what = 'plan' AND detail = 'residential' THEN sign ELSE 0 END) AS residential,
                        sum(CASE WHEN what = 'plan' AND detail = 'community' THEN sign ELSE 0 END) AS community,
                        sum(CASE WHEN what = 'plan' AND detail = 'prison' THEN sign ELSE 0 END) AS prison,
                        sum(CASE WHEN what = 'budget' AND detail = 'direct_payment' THEN sign ELSE 0 END) AS direct_payment,
                        sum(CASE WHEN what = 'budget' AND detail = 'mixed' THEN sign ELSE 0 END) AS mixed,
                        sum(CASE WHEN what = 'budget' AND detail = 'managed_budget' THEN sign ELSE 0 END) AS managed_budget,
                        sum(CASE WHEN what = 'budget' AND detail = 'council_service' THEN sign ELSE 0 END) AS council_service,
                        sum(CASE WHEN what = 'budget' AND detail = 'commissioned' THEN sign ELSE 0 END) AS commissioned,
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
                WINDOW running AS (PARTITION BY person ORDER BY day NULLS LAST)
            ) AS sums
        ) AS states
    ) AS changes
    WHERE state_before IS NULL OR state <> state_before
) AS stretches
WHERE in_force = 1
