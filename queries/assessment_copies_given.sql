/*---
id: assessment_copies_given
title: People given a copy of their assessment
question: Were people given their assessment?
why: >-
  The assessment is the ground on which every later decision stands. People can only see whether it describes their needs rightly
  if they hold a copy.
theme: assessment
duty: A2
strength: must
law: Care Act 2014 s.12(3) and (4)
grain: flow
kind: proportion
period: quarter
unit: percent
polarity: high_is_good
population: People with an assessment of needs, a reassessment or a carer's assessment completed in the period.
numerator: Those of them given a copy of the written assessment, on whatever day.
unknown: >-
  Those for whom a date of a copy is recorded and cannot be read. A copy without a date was not given.
unknown_rule: excluded
pick: last
exclusions:
  - Assessments that the person refused (s.11) or that were halted.
  - Assessments not completed.
  - People under 18.
needs: [people, assessments, assessments.completed_on, assessments.outcome, assessments.copy_given_on]
deeds: [assessments.copy_given_on]
lookback: "0"
lookahead: "0"
follow_up: 3 months
parameters: {}
dimensions: []
sensitive: false
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - How soon the copy came.
  - Copies given after the council made its extract.
  - A copy that was given and not written down looks the same as none.
version: 1.1.1
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - {version: 1.0.1, date: "2026-12-01", what: A period is unfinished until three months after its end.}
  - {version: 1.1.0, date: "2026-12-01", what: "Where a date of a copy is recorded and cannot be read the answer is unknown, and not that it was not done."}
  - {version: 1.1.1, date: "2026-12-01", what: "The subsections are named."}
---*/
SELECT
    person,
    council,
    completed_on AS on_date,
    place,
    -- A2: a copy on whatever day is a copy; the Act names none.
    CASE WHEN copy_given_on IS NULL THEN 0 ELSE 1 END AS met,
    CASE WHEN copy_given_on IS NULL THEN 'not given' ELSE 'given' END AS reason
FROM completed_assessments
