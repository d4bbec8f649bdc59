/*---
id: plans_with_service_details
title: People whose plan describes their arranged support
question: Do arranged-support plans say what, by whom and how often?
why: >-
  Where the council arranges the support, the plan is the only place where people can see what was promised, who is to come and
  how often. Without it they cannot tell that a visit is missing.
theme: plan
duty: P5
strength: source
law: Factsheet for families on care and support plans; compare Care Act 2014 s.25(1)
grain: snapshot
kind: proportion
period: quarter
unit: percent
polarity: high_is_good
population: >-
  People with a signed-off plan in force on the day whose ongoing budget is a managed budget, a council service or commissioned
  support. The plan that counts is the one signed off last among those in force.
numerator: Those of them whose plan says which services, who provides them and how often.
unknown: Those of them for whose plan none of the three is recorded as missing, and at least one is not recorded at all.
unknown_rule: excluded
pick: last
exclusions:
  - Drafts, that is plans not signed off by the day.
  - Plans that have ended, and people who died or moved to another council.
  - Direct payments, in full or in part.
  - Plans without an ongoing budget on the day, or for which nobody recorded how support is arranged.
  - People under 18.
needs:
  - people
  - plans
  - budgets
  - people.died_on
  - people.left_on
  - plans.signed_off_on
  - plans.ended_on
  - plans.has_services
  - plans.has_provider
  - plans.has_frequency
  - budgets.effective_to
  - budgets.delivery
lookback: "0"
lookahead: "0"
parameters: {}
dimensions: [setting, delivery]
sensitive: false
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - Whether the services came as the plan says.
  - What the plan says is known as it stood when the council made its extract, not as it stood on the day.
version: 1.0.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
---*/
SELECT
    s.person,
    s.council,
    s.setting,
    s.delivery,
    s.from_date,
    s.to_date,
    -- P5: all three are wanted; one recorded as missing is enough to say no.
    CASE
        WHEN 'no' IN (p.has_services, p.has_provider, p.has_frequency) THEN 0
        WHEN p.has_services = 'yes' AND p.has_provider = 'yes' AND p.has_frequency = 'yes' THEN 1
    END AS met,
    'not recorded in full' AS reason
FROM signed_plan_budgets AS s
INNER JOIN plans AS p ON p.plan_ref = s.plan
WHERE s.delivery IN ('managed_budget', 'council_service', 'commissioned')
