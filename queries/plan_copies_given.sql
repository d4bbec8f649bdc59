/*---
id: plan_copies_given
title: People given a copy of their plan
question: Were people given their plan?
why: >-
  People can only hold a council to a plan they hold in their hands.
theme: plan
duty: P9
strength: must
law: Care Act 2014 s.25(9) and (10)
grain: flow
kind: proportion
period: quarter
unit: percent
polarity: high_is_good
population: People with a plan signed off in the period, new or revised, for themselves or as a carer.
numerator: Those of them given a copy of the plan, on whatever day.
unknown: >-
  Those for whom a date of a copy is recorded and cannot be read. A copy without a date was not given.
unknown_rule: excluded
pick: last
exclusions:
  - Drafts.
  - People under 18.
needs: [people, plans, plans.signed_off_on, plans.copy_given_on]
deeds: [plans.copy_given_on]
lookback: "0"
lookahead: "0"
follow_up: 3 months
parameters: {}
dimensions: [setting]
sensitive: false
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - Copies for the carer and for others the person named.
  - How soon the copy came.
  - Copies given after the council made its extract.
version: 1.1.1
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - {version: 1.0.1, date: "2026-12-01", what: A period is unfinished until three months after its end.}
  - {version: 1.1.0, date: "2026-12-01", what: "Where a date of a copy is recorded and cannot be read the answer is unknown, and not that it was not done."}
  - {version: 1.1.1, date: "2026-12-01", what: "The subsection on plans of carers is named too."}
---*/
SELECT
    person_ref AS person,
    council,
    setting,
    signed_off_on AS on_date,
    place,
    -- P9: a copy on whatever day is a copy; the Act names none.
    CASE WHEN copy_given_on IS NULL THEN 0 ELSE 1 END AS met,
    CASE WHEN copy_given_on IS NULL THEN 'not given' ELSE 'given' END AS reason
FROM plans
WHERE signed_off_on IS NOT NULL
