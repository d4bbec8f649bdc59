/*---
id: direct_payment_plans_complete
title: People whose plan says what their direct payment is for
question: Do plans with direct payments say for which needs, how much and how often?
why: >-
  Someone who arranges their own support with a direct payment must know which needs the money is for, how much it is and when it
  comes.
theme: plan
duty: P4
strength: must
law: Care Act 2014 s.25(2)
grain: snapshot
kind: proportion
period: year
unit: percent
polarity: high_is_good
population: >-
  People with a signed-off plan in force on the day whose ongoing budget is a direct payment, in full or in part. The plan that
  counts is the one signed off last among those in force.
numerator: Those of them whose plan says which needs the direct payment is to meet, and both its amount and how often it is paid.
unknown: Those of them for whose plan neither is recorded as missing, and at least one is not recorded at all.
unknown_rule: excluded
pick: last
exclusions:
  - Drafts, that is plans not signed off by the day.
  - Plans that have ended, and people who died or moved to another council.
  - Plans whose ongoing budget on the day is no direct payment, or that have none.
  - People under 18.
needs:
  - people
  - plans
  - budgets
  - people.died_on
  - people.left_on
  - plans.signed_off_on
  - plans.ended_on
  - plans.has_dp_needs
  - plans.has_dp_amount_frequency
  - budgets.effective_to
  - budgets.delivery
lookback: "0"
lookahead: "0"
parameters: {}
dimensions: []
sensitive: false
council_totals_only: true
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - Direct payments that are paid although the budget does not say so.
  - Whether the amount is enough.
  - What the plan says is known as it stood when the council made its extract, not as it stood on the day.
version: 1.0.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
---*/
SELECT
    s.person,
    s.council,
    s.from_date,
    s.to_date,
    -- P4: both elements are wanted; one recorded as missing is enough to say no.
    CASE
        WHEN 'no' IN (p.has_dp_needs, p.has_dp_amount_frequency) THEN 0
        WHEN p.has_dp_needs = 'yes' AND p.has_dp_amount_frequency = 'yes' THEN 1
    END AS met,
    'not recorded in full' AS reason
FROM signed_plan_budgets AS s
INNER JOIN plans AS p ON p.plan_ref = s.plan
WHERE s.delivery IN ('direct_payment', 'mixed')
