/*---
id: assessments_finding_eligible_needs
title: People whose assessment found eligible needs
question: How many assessments found eligible needs?
why: >-
  The rule for who is eligible is the same in all of England. Where far fewer are found eligible, people may be asking who need
  not, or the bar may have been set higher than the regulations do.
theme: assessment
duty: A6
strength: context
law: Care Act 2014 s.13; Care and Support (Eligibility Criteria) Regulations 2015 (SI 2015/313)
grain: flow
kind: proportion
period: quarter
unit: percent
polarity: none
population: People with an assessment of needs, a reassessment or a carer's assessment completed in the period.
numerator: Those of them whose assessment found eligible needs.
unknown: Those of them for whom no result is recorded.
unknown_rule: excluded
pick: last
exclusions:
  - Assessments that the person refused (s.11) or that were halted.
  - Assessments not completed.
  - People under 18.
needs: [people, assessments, assessments.completed_on, assessments.outcome]
lookback: "0"
lookahead: "0"
parameters: {}
dimensions: []
sensitive: false
minimum_denominator: 30
official:
  - series: ""
    name: Client Level Data, Eligible Needs Identified
    differs: >-
      That field is one of a national data set and is not published by council; its assessments may be counted more than once for
      a person.
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - How many people were turned away before an assessment.
  - Whether the finding was right.
version: 1.0.1
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - {version: 1.0.1, date: "2026-12-01", what: "The regulations are named as they were made."}
---*/
SELECT
    person,
    council,
    completed_on AS on_date,
    place,
    -- A6: a decision either way; what is not recorded is unknown.
    CASE
        WHEN outcome = 'eligible' THEN 1
        WHEN outcome = 'not_eligible' THEN 0
    END AS met,
    coalesce(outcome, 'result not recorded') AS reason
FROM completed_assessments
