/*---
id: people_involved_in_planning
title: People involved in their plan
question: Were people involved in their plan?
why: >-
  A plan is made with the person, not for them. The Act says so, because nobody else knows as well what support has to do.
theme: plan
duty: P7
strength: must
law: Care Act 2014 s.25(3)(a) and (4)(a)
grain: flow
kind: proportion
period: quarter
unit: percent
polarity: high_is_good
population: People with a plan signed off in the period, new or revised, for themselves or as a carer.
numerator: Those of them who were involved in making the plan.
unknown: Those of them of whom this is not recorded.
unknown_rule: excluded
pick: last
exclusions:
  - Drafts.
  - People under 18.
needs: [people, plans, plans.signed_off_on, plans.involved_person]
lookback: "0"
lookahead: "0"
parameters: {}
dimensions: [setting]
sensitive: false
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - How people see it. This is what the council wrote down.
  - How much of a say people had.
version: 1.0.1
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - {version: 1.0.1, date: "2026-12-01", what: "The paragraphs are named, and those on plans of carers."}
---*/
SELECT
    person_ref AS person,
    council,
    setting,
    signed_off_on AS on_date,
    place,
    -- P7: as the record of the plan says.
    CASE
        WHEN involved_person = 'yes' THEN 1
        WHEN involved_person = 'no' THEN 0
    END AS met,
    CASE WHEN coalesce(involved_person, 'unknown') = 'unknown' THEN 'not recorded' ELSE involved_person END AS reason
FROM plans
WHERE signed_off_on IS NOT NULL
