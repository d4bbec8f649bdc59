/*---
id: advice_when_not_eligible
title: People found not eligible given written advice
question: Were people found not eligible given written advice?
why: >-
  Someone whose needs are not eligible is not left to themselves: the council must tell them in writing what can reduce or meet
  those needs, and what can prevent or delay new ones.
theme: assessment
duty: A3
strength: must
law: Care Act 2014 s.13(5)
grain: flow
kind: proportion
period: quarter
unit: percent
polarity: high_is_good
population: >-
  People with an assessment of needs, a reassessment or a carer's assessment completed in the period that found no eligible
  needs.
numerator: Those of them given written advice, on whatever day.
unknown: >-
  Those for whom a date of advice is recorded and cannot be read. Advice without a date was not given.
unknown_rule: excluded
pick: last
exclusions:
  - Assessments that the person refused (s.11) or that were halted.
  - Assessments not completed.
  - Assessments for which no result is recorded.
  - People under 18.
needs: [people, assessments, assessments.completed_on, assessments.outcome, assessments.advice_given_on]
deeds: [assessments.advice_given_on]
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
  - Whether the advice helped.
  - Advice given after the council made its extract.
  - Advice given by word of mouth only.
version: 1.1.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - {version: 1.0.1, date: "2026-12-01", what: A period is unfinished until three months after its end.}
  - {version: 1.1.0, date: "2026-12-01", what: "Where a date of advice is recorded and cannot be read the answer is unknown, and not that it was not done."}
---*/
SELECT
    person,
    council,
    completed_on AS on_date,
    place,
    -- A3: advice in writing on whatever day is advice; no day recorded is none given.
    CASE WHEN advice_given_on IS NULL THEN 0 ELSE 1 END AS met,
    CASE WHEN advice_given_on IS NULL THEN 'not given' ELSE 'given' END AS reason
FROM completed_assessments
WHERE outcome = 'not_eligible'
