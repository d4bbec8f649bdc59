-- Budget levels: what a person's ongoing budgets come to in all, gross pounds a week, for each stretch of days on which none of
-- them begins or ends.
--   weekly_total  the sum over the person's plans
--   hours         the sum of hours, empty where one is missing or no row begins on the first day
--   reason        that of the rows that begin on the first day, empty if none does; of several, the one that excuses least
--   excused       1 where nothing begins and a plan ended the day before by death, a move or NHS funding
--   end_excused   1 where one of the plans that end on the last day ends by death, a move or NHS funding
--   setting, delivery   the highest among the rows that hold (architecture.md, Placement)
-- Reading: C1, measures.md.
SELECT
    council,
    person,
    from_date,
    to_date,
    weekly_total,
    CASE WHEN starting > 0 AND hours_missing = 0 THEN hours END AS hours,
    evidenced,
    agreed,
    CASE
        WHEN starting = 0 THEN NULL
        WHEN reason_needs > 0 THEN 'needs'
        WHEN reason_other > 0 THEN 'other'
        WHEN reason_unknown > 0 THEN 'unknown'
        WHEN reason_price > 0 THEN 'price'
        WHEN reason_contribution > 0 THEN 'contribution'
        WHEN reason_correction > 0 THEN 'correction'
        WHEN reason_uprating > 0 THEN 'uprating'
        ELSE 'nhs_funded'
    END AS reason,
    CASE WHEN starting = 0 AND excused_ends > 0 THEN 1 ELSE 0 END AS excused,
    CASE WHEN excused_next > 0 THEN 1 ELSE 0 END AS end_excused,
    CASE
        WHEN nursing > 0 THEN 'nursing'
        WHEN residential > 0 THEN 'residential'
        WHEN community > 0 THEN 'community'
        WHEN prison > 0 THEN 'prison'
        ELSE 'unknown'
    END AS setting,
    CASE
        WHEN direct_payment > 0 THEN 'direct_payment'
        WHEN mixed > 0 THEN 'mixed'
        WHEN managed_budget > 0 THEN 'managed_budget'
        WHEN council_service > 0 THEN 'council_service'
        WHEN commissioned > 0 THEN 'commissioned'
        ELSE 'unknown'
    END AS delivery
FROM (
    SELECT
        council,
        person,
        day AS from_date,
        CAST(lead(day) OVER running - INTERVAL '1' DAY AS DATE) AS to_date,
        sum(held) OVER running AS held,
        sum(weekly_total) OVER running AS weekly_total,
        sum(hours) OVER running AS hours,
        sum(hours_missing) OVER running AS hours_missing,
        sum(nursing) OVER running AS nursing,
        sum(residential) OVER running AS residential,
        sum(community) OVER running AS community,
        sum(prison) OVER running AS prison,
        sum(direct_payment) OVER running AS direct_payment,
        sum(mixed) OVER running AS mixed,
        sum(managed_budget) OVER running AS managed_budget,
        sum(council_service) OVER running AS council_service,
        sum(commissioned) OVER running AS commissioned,
        starting,
        excused_ends,
        lead(excused_ends) OVER running AS excused_next,
        reason_needs,
        reason_other,
        reason_unknown,
        reason_price,
        reason_contribution,
        reason_correction,
        reason_uprating,
        evidenced,
        agreed
    FROM (
        SELECT
            council,
            person,
            day,
            sum(sign) AS held,
            sum(sign * weekly_total) AS weekly_total,
            sum(sign * coalesce(hours_per_week, 0)) AS hours,
            sum(CASE WHEN hours_per_week IS NULL THEN sign ELSE 0 END) AS hours_missing,
            sum(CASE WHEN setting = 'nursing' THEN sign ELSE 0 END) AS nursing,
            sum(CASE WHEN setting = 'residential' THEN sign ELSE 0 END) AS residential,
            sum(CASE WHEN setting = 'community' THEN sign ELSE 0 END) AS community,
            sum(CASE WHEN setting = 'prison' THEN sign ELSE 0 END) AS prison,
            sum(CASE WHEN delivery = 'direct_payment' THEN sign ELSE 0 END) AS direct_payment,
            sum(CASE WHEN delivery = 'mixed' THEN sign ELSE 0 END) AS mixed,
            sum(CASE WHEN delivery = 'managed_budget' THEN sign ELSE 0 END) AS managed_budget,
            sum(CASE WHEN delivery = 'council_service' THEN sign ELSE 0 END) AS council_service,
            sum(CASE WHEN delivery = 'commissioned' THEN sign ELSE 0 END) AS commissioned,
            sum(CASE WHEN sign = 1 THEN 1 ELSE 0 END) AS starting,
            sum(CASE WHEN sign = -1 THEN excused_end ELSE 0 END) AS excused_ends,
            sum(CASE WHEN sign = 1 AND change_reason = 'needs' THEN 1 ELSE 0 END) AS reason_needs,
            sum(CASE WHEN sign = 1 AND change_reason IN ('other', 'first', 'ended') THEN 1 ELSE 0 END) AS reason_other,
            sum(CASE WHEN sign = 1 AND change_reason = 'unknown' THEN 1 ELSE 0 END) AS reason_unknown,
            sum(CASE WHEN sign = 1 AND change_reason IN ('price', 'provider') THEN 1 ELSE 0 END) AS reason_price,
            sum(CASE WHEN sign = 1 AND change_reason = 'contribution' THEN 1 ELSE 0 END) AS reason_contribution,
            sum(CASE WHEN sign = 1 AND change_reason = 'correction' THEN 1 ELSE 0 END) AS reason_correction,
            sum(CASE WHEN sign = 1 AND change_reason = 'uprating' THEN 1 ELSE 0 END) AS reason_uprating,
            min(CASE WHEN sign = 1 THEN coalesce(evidence_recorded, 'unknown') END) AS evidenced,
            min(CASE WHEN sign = 1 THEN coalesce(person_agreed, 'unknown') END) AS agreed
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
    WINDOW running AS (PARTITION BY person ORDER BY day NULLS LAST)
) AS stretches
WHERE held > 0
