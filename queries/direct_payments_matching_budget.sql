/*---
id: direct_payments_matching_budget
title: People whose direct payment equals their personal budget
question: Does the direct payment equal the personal budget?
why: >-
  The personal budget is what support costs. Where all of it is a direct payment, the payment should be that amount, before or
  after the person's own contribution; a smaller one leaves a gap that nobody has explained.
theme: budget
duty: P5
strength: source
law: Factsheet for families on care and support plans; Care Act 2014 s.26; the tolerance of a penny is ours
grain: snapshot
kind: proportion
period: year
unit: percent
polarity: high_is_good
population: People whose plan on the day has an ongoing budget paid wholly as a direct payment.
numerator: Those of them whose weekly payment is, to the penny, the weekly budget or the council's share of it.
unknown: Those of them for whom the payment is not recorded, or is not the whole budget while the council's share is not recorded.
unknown_rule: excluded
pick: last
exclusions:
  - Budgets of which only a part is a direct payment, and those without one.
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
  - budgets.weekly_council
  - budgets.delivery
  - budgets.weekly_direct_payment
  - budgets.weekly_total
lookback: "0"
lookahead: "0"
parameters:
  tolerance:
    type: decimal
    default: "0.01"
    min: "0"
    max: "10"
    words: Pounds a week by which payment and budget may differ.
dimensions: []
sensitive: false
council_totals_only: true
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - Whether the budget itself is enough, which budgets_below_cost asks.
  - What was paid in fact; the records hold the amount agreed.
  - Other plans of a person who has several; the one signed off last counts.
version: 1.1.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - {version: 1.1.0, date: "2026-12-01", what: "Where neither the budget nor the council's share can be compared the answer is unknown."}
---*/
SELECT
    person,
    council,
    from_date,
    to_date,
    -- P5: the payment is the whole budget, or the council's share of it; of one that is not recorded nobody can tell.
    CASE
        WHEN abs(weekly_direct_payment - weekly_total) <= CAST(:tolerance AS DECIMAL(10, 4)) THEN 1
        WHEN abs(weekly_direct_payment - weekly_council) <= CAST(:tolerance AS DECIMAL(10, 4)) THEN 1
        WHEN weekly_direct_payment IS NULL OR weekly_total IS NULL OR weekly_council IS NULL THEN NULL
        ELSE 0
    END AS met,
    CASE
        WHEN weekly_direct_payment IS NULL THEN 'payment not recorded'
        WHEN weekly_total IS NULL THEN 'budget not recorded'
        WHEN weekly_council IS NULL THEN 'council share not recorded'
        ELSE 'recorded'
    END AS reason
FROM signed_plan_budgets
WHERE budget IS NOT NULL AND delivery = 'direct_payment'
