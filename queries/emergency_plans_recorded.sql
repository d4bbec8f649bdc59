/*---
id: emergency_plans_recorded
title: People with a plan for an emergency
question: Is there a plan for an emergency?
why: >-
  A carer who falls ill or a provider that closes must not leave somebody without support overnight. The families' factsheet asks
  for an emergency plan in every plan.
theme: plan
duty: "-"
strength: source
law: Factsheet for families on care and support plans
grain: snapshot
kind: proportion
period: quarter
unit: percent
polarity: high_is_good
population: >-
  People with a signed-off plan in force on the day, for themselves or as a carer. The plan that counts is the one signed off
  last among those in force.
numerator: Those of them whose plan says what happens in an emergency.
unknown: Those of them for whose plan this is not recorded.
unknown_rule: excluded
pick: last
exclusions:
  - Drafts, that is plans not signed off by the day.
  - Plans that have ended, and people who died or moved to another council.
  - People under 18.
needs: [people, plans, people.died_on, people.left_on, plans.signed_off_on, plans.ended_on, plans.has_emergency_plan]
lookback: "0"
lookahead: "0"
parameters: {}
dimensions: [setting]
sensitive: false
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - Whether the emergency plan would work.
  - What the plan says is known as it stood when the council made its extract, not as it stood on the day.
version: 1.0.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
---*/
SELECT
    s.person,
    s.council,
    s.setting,
    s.from_date,
    s.to_date,
    -- Ours: as the record of the plan says.
    CASE
        WHEN p.has_emergency_plan = 'yes' THEN 1
        WHEN p.has_emergency_plan = 'no' THEN 0
    END AS met,
    CASE WHEN coalesce(p.has_emergency_plan, 'unknown') = 'unknown' THEN 'not recorded' ELSE p.has_emergency_plan END AS reason
FROM signed_plans AS s
INNER JOIN plans AS p ON p.plan_ref = s.plan
