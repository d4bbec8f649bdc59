/*---
id: help_deciding_given
title: People helped to decide how their needs are met
question: Were people with eligible needs helped to decide how to have them met?
why: >-
  Finding that somebody has needs is half of it. The Act has the council help the person to decide how they are met, so that
  the plan is theirs and not one handed to them.
theme: assessment
duty: s.24(1)(c)
strength: must
law: Care Act 2014 s.24(1)(c)
grain: flow
kind: proportion
period: quarter
unit: percent
polarity: high_is_good
population: >-
  People with an assessment of needs, a reassessment or a carer's assessment completed in the period that found eligible
  needs.
numerator: Those of them who were helped to decide how to have their needs met.
unknown: Those of them of whom this is not recorded.
unknown_rule: excluded
pick: last
exclusions:
  - Assessments that found no eligible needs, or whose result is not recorded.
  - Assessments not completed, refused or halted.
  - People under 18.
needs: [people, assessments, assessments.completed_on, assessments.outcome, assessments.helped_to_decide]
lookback: "0"
lookahead: "0"
parameters: {}
dimensions: []
sensitive: false
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - How people see it. This is what the council wrote down.
  - What the help was, and whether it was followed.
version: 1.0.0
changes:
  - {version: 1.0.0, date: "2026-12-01", what: First version.}
---*/
SELECT
    person,
    council,
    completed_on AS on_date,
    place,
    -- s.24(1)(c): the record says so.
    CASE
        WHEN helped_to_decide = 'yes' THEN 1
        WHEN helped_to_decide = 'no' THEN 0
    END AS met,
    CASE WHEN coalesce(helped_to_decide, 'unknown') = 'unknown' THEN 'not recorded' ELSE helped_to_decide END AS reason
FROM completed_assessments
WHERE outcome = 'eligible'
