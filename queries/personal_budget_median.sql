/*---
id: personal_budget_median
title: The personal budget people typically have
question: What is the typical weekly personal budget?
why: >-
  The budget is what a person's support may cost. How it differs between places and from year to year says much about what
  people can expect, though needs differ too.
theme: budget
duty: "-"
strength: context
law: Charity's page and families' factsheet; compare Care Act 2014 s.26
grain: snapshot
kind: money
period: year
unit: pounds a week
polarity: none
population: People with an ongoing personal budget on the last day of the year, of a plan that had been signed off by then.
numerator: >-
  Those of them whose amounts are recorded: of their weekly budgets, before any contribution and summed over their plans, the
  median is given.
unknown: Those of them for whom the amount of a budget is not recorded.
unknown_rule: excluded
pick: last
exclusions:
  - One-off and short-term budgets, and budgets of drafts, that is of plans not signed off by the day.
  - People under 18.
needs:
  - people
  - plans
  - budgets
  - people.died_on
  - people.left_on
  - plans.ended_on
  - budgets.effective_to
  - plans.signed_off_on
  - budgets.weekly_total
lookback: "0"
lookahead: "0"
parameters: {}
dimensions: [setting, delivery]
sensitive: false
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - How far budgets lie apart; half of the people have less than the median and half have more.
  - What needs the budgets are meant to meet.
  - What people pay themselves.
version: 1.1.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - {version: 1.1.0, date: "2026-12-01", what: Budgets of drafts are left out; a budget without its amount makes the answer unknown.}
---*/
-- What a person's budgets come to on each day on which none begins or ends; those of a plan count from its sign-off, before which it is a draft.
-- Settings and deliveries that hold are counted in digits of one number, two for each category (fewer than 100 at once), the highest first, as in
-- shared/41_budget_levels.sql.
SELECT
    person,
    council,
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
    END AS delivery,
    from_date,
    to_date,
    -- Ours: known where every amount of the day is recorded.
    CASE WHEN amounts_missing = 0 THEN 1 END AS met,
    CASE WHEN amounts_missing = 0 THEN '' ELSE 'amount not recorded' END AS reason,
    CASE WHEN amounts_missing = 0 THEN weekly_total END AS amount
FROM (
    SELECT
        council,
        person,
        day AS from_date,
        CAST(lead(day) OVER ordered - INTERVAL '1' DAY AS DATE) AS to_date,
        sum(held) OVER running AS held,
        sum(weekly_total) OVER running AS weekly_total,
        sum(amounts_missing) OVER running AS amounts_missing,
        sum(settings) OVER running AS settings,
        sum(deliveries) OVER running AS deliveries
    FROM (
        SELECT
            b.council,
            b.person,
            CASE WHEN turn.sign = 1 THEN b.counts_from ELSE CAST(b.to_date + INTERVAL '1' DAY AS DATE) END AS day,
            sum(turn.sign) AS held,
            sum(turn.sign * coalesce(b.weekly_total, 0)) AS weekly_total,
            sum(CASE WHEN b.weekly_total IS NULL THEN turn.sign ELSE 0 END) AS amounts_missing,
            sum(
                turn.sign * CASE b.setting
                    WHEN 'nursing' THEN 1000000
                    WHEN 'residential' THEN 10000
                    WHEN 'community' THEN 100
                    WHEN 'prison' THEN 1
                    ELSE 0
                END
            ) AS settings,
            sum(
                turn.sign * CASE b.delivery
                    WHEN 'direct_payment' THEN 100000000
                    WHEN 'mixed' THEN 1000000
                    WHEN 'managed_budget' THEN 10000
                    WHEN 'council_service' THEN 100
                    WHEN 'commissioned' THEN 1
                    ELSE 0
                END
            ) AS deliveries
        FROM (
            SELECT
                budget_rows.*,
                greatest(coalesce(from_date, signed_off_on), signed_off_on) AS counts_from
            FROM budget_rows
            WHERE signed_off_on IS NOT NULL
        ) AS b
        CROSS JOIN (VALUES (1), (-1)) AS turn (sign)
        WHERE (b.to_date IS NULL OR b.to_date >= b.counts_from) AND (turn.sign = 1 OR b.to_date IS NOT NULL)
        GROUP BY
            b.council,
            b.person,
            CASE WHEN turn.sign = 1 THEN b.counts_from ELSE CAST(b.to_date + INTERVAL '1' DAY AS DATE) END
    ) AS days
    WINDOW
        running AS (PARTITION BY person ORDER BY day NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
        ordered AS (PARTITION BY person ORDER BY day NULLS LAST)
) AS stretches
WHERE held > 0
