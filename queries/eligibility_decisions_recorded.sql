/*---
id: eligibility_decisions_recorded
title: People given the decision and its reasons in writing within 28 days
question: Were people given the decision and its reasons in writing?
why: >-
  Whether someone has eligible needs decides whether they get support. Without the decision and its reasons in writing, a person
  cannot check it, question it or take it to a complaint.
theme: assessment
duty: A1
strength: must
law: Care Act 2014 s.13(2); the Act names no time, the 28 days are ours
grain: flow
kind: proportion
period: quarter
unit: percent
polarity: high_is_good
population: People with an assessment of needs, a reassessment or a carer's assessment completed in the period.
numerator: Those of them given the written record of the decision and its reasons no later than 28 days after the assessment.
unknown: >-
  Those for whom a date of the record is recorded and cannot be read. A record without a date was not given.
unknown_rule: excluded
pick: last
exclusions:
  - Assessments that the person refused (s.11) or that were halted.
  - Assessments not completed.
  - People under 18.
needs: [people, assessments, assessments.completed_on, assessments.outcome, assessments.record_given_on]
deeds: [assessments.record_given_on]
lookback: "0"
lookahead: 28 days
parameters:
  days:
    type: integer
    default: "28"
    min: "0"
    max: "365"
    words: Days after the assessment within which the record must be given. The Act has no figure; this limit is ours.
dimensions: []
sensitive: false
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - Whether the reasons are understandable, or right.
  - A record that was given and not written down looks the same as none.
version: 1.1.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - {version: 1.1.0, date: "2026-12-01", what: "Where a date of the record is recorded and cannot be read the answer is unknown, and not that it was not done."}
---*/
SELECT
    person,
    council,
    completed_on AS on_date,
    place,
    -- A1: the last day is in time; no day recorded is no record given.
    CASE WHEN record_given_on <= CAST(completed_on + INTERVAL '1' DAY * :days AS DATE) THEN 1 ELSE 0 END AS met,
    CASE WHEN record_given_on IS NULL THEN 'not given' ELSE 'given' END AS reason
FROM completed_assessments
