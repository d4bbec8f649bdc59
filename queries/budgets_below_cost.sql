/*---
id: budgets_below_cost
title: People whose budget is less than their support costs
question: Is the budget less than the support costs?
why: >-
  A personal budget must be enough for the support in the plan. Where it is less than that support costs, the person has to do
  without a part of it or pay for it alone.
theme: budget
duty: "-"
strength: source
law: >-
  Charity's page and families' factsheet: the budget must be enough to meet the needs; compare Care Act 2014 s.26
grain: snapshot
kind: proportion
period: quarter
unit: percent
polarity: low_is_good
population: People whose plan on the day has an ongoing budget.
numerator: Those of them whose weekly total is less than what the plan's services cost.
unknown: Those of them for whom the cost of the plan's services is not recorded.
unknown_rule: excluded
pick: last
exclusions:
  - Drafts, which nobody has signed off by the day.
  - One-off and short-term budgets.
  - People under 18.
needs:
  - people
  - plans
  - budgets
  - people.died_on
  - people.left_on
  - plans.signed_off_on
  - plans.ended_on
  - budgets.effective_to
  - budgets.weekly_cost_of_support
  - budgets.weekly_total
lookback: "0"
lookahead: "0"
parameters: {}
dimensions: [setting]
sensitive: false
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - By how much the budget falls short.
  - Who pays the difference, if anybody does.
  - Other plans of a person who has several; the one signed off last counts.
version: 1.1.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - {version: 1.1.0, date: "2026-12-01", what: "Where the budget's amount is not recorded the answer is unknown."}
---*/
SELECT
    person,
    council,
    setting,
    from_date,
    to_date,
    -- Ours: the budget is held against what its services cost, where both are recorded.
    CASE
        WHEN weekly_total IS NULL OR weekly_cost_of_support IS NULL THEN NULL
        WHEN weekly_total < weekly_cost_of_support THEN 1
        ELSE 0
    END AS met,
    CASE WHEN weekly_total IS NULL OR weekly_cost_of_support IS NULL THEN 'budget or cost not recorded' ELSE '' END AS reason
FROM signed_plan_budgets
WHERE budget IS NOT NULL
