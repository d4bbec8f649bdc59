/*---
id: plans_complete
title: People whose plan holds all that the Act requires
question: Does the plan hold all that the Act requires?
why: >-
  The Act lists what every plan must hold, from the needs that will be met to the personal budget. What is not in the plan, people
  cannot rely on.
theme: plan
duty: P3
strength: must
law: Care Act 2014 s.25(1)
grain: snapshot
kind: proportion
period: quarter
unit: percent
polarity: high_is_good
population: >-
  People with a signed-off plan in force on the day, for themselves or as a carer. The plan that counts is the one signed off
  last among those in force.
numerator: >-
  Those of them whose plan holds all six elements: the needs from the assessment; whether and how far they are eligible; the
  needs the council will meet and how; the outcomes; the personal budget; and advice, both on meeting or reducing needs and on
  preventing or delaying them.
unknown: Those of them for whose plan no element is recorded as missing, and at least one is not recorded at all.
unknown_rule: excluded
pick: last
exclusions:
  - Drafts, that is plans not signed off by the day.
  - Plans that have ended, and people who died or moved to another council.
  - People under 18.
needs:
  - people
  - plans
  - people.died_on
  - people.left_on
  - plans.signed_off_on
  - plans.ended_on
  - plans.has_needs
  - plans.has_eligibility
  - plans.has_needs_to_meet
  - plans.has_outcomes
  - plans.has_budget
  - plans.has_advice_reduce
  - plans.has_advice_prevent
lookback: "0"
lookahead: "0"
parameters: {}
dimensions: [setting]
sensitive: false
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - Which element is missing.
  - How well the plan is written.
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
    -- P3: all elements are wanted; one recorded as missing is enough to say no.
    CASE
        WHEN 'no' IN (
            p.has_needs,
            p.has_eligibility,
            p.has_needs_to_meet,
            p.has_outcomes,
            p.has_budget,
            p.has_advice_reduce,
            p.has_advice_prevent
        ) THEN 0
        WHEN
            p.has_needs = 'yes'
            AND p.has_eligibility = 'yes'
            AND p.has_needs_to_meet = 'yes'
            AND p.has_outcomes = 'yes'
            AND p.has_budget = 'yes'
            AND p.has_advice_reduce = 'yes'
            AND p.has_advice_prevent = 'yes'
            THEN 1
    END AS met,
    'not recorded in full' AS reason
FROM signed_plans AS s
INNER JOIN plans AS p ON p.plan_ref = s.plan
