/*---
id: indicative_budgets_given
title: People given an indicative budget
question: Was an indicative budget given before the plan was settled?
why: >-
  Someone who knows roughly what there is to spend can think about how to use it. The families' factsheet asks for the figure
  before the plan is settled, not after.
theme: plan
duty: "-"
strength: source
law: Factsheet for families on care and support plans; practice, no duty of the Act
grain: flow
kind: proportion
period: quarter
unit: percent
polarity: high_is_good
population: People with a plan signed off in the period, new or revised, for themselves or as a carer.
numerator: Those of them given an indicative budget before the plan was settled.
unknown: Those of them of whom this is not recorded.
unknown_rule: excluded
pick: last
exclusions:
  - Drafts.
  - People under 18.
needs: [people, plans, plans.signed_off_on, plans.indicative_budget_given]
lookback: "0"
lookahead: "0"
parameters: {}
dimensions: [setting]
sensitive: false
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - How near the indicative budget was to the one that was settled.
  - How people see it. This is what the council wrote down.
version: 1.0.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
---*/
SELECT
    person_ref AS person,
    council,
    setting,
    signed_off_on AS on_date,
    place,
    -- Ours: as the record of the plan says.
    CASE
        WHEN indicative_budget_given = 'yes' THEN 1
        WHEN indicative_budget_given = 'no' THEN 0
    END AS met,
    CASE WHEN coalesce(indicative_budget_given, 'unknown') = 'unknown' THEN 'not recorded' ELSE indicative_budget_given END AS reason
FROM plans
WHERE signed_off_on IS NOT NULL
