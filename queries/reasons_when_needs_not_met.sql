/*---
id: reasons_when_needs_not_met
title: Reasons given where needs will not be met
question: Where needs will not be met, were reasons given?
why: >-
  A council that decides not to meet needs must say why in writing. Without reasons nobody can tell a decision from an oversight,
  or challenge it.
theme: assessment
duty: A4
strength: must
law: Care Act 2014 s.24(2)
grain: flow
kind: proportion
period: quarter
unit: percent
polarity: high_is_good
population: >-
  People with an assessment of needs, a reassessment or a carer's assessment completed in the period after which the council
  decided not to meet needs.
numerator: Those of them given the reasons in writing, on whatever day.
unknown: Nobody. Reasons without a date were not given.
unknown_rule: excluded
pick: last
exclusions:
  - Assessments that the person refused (s.11) or that were halted.
  - Assessments not completed.
  - People who declined support, or arrange it themselves.
  - Assessments for which it is not recorded whether needs will be met.
  - People under 18.
needs:
  - people
  - assessments
  - assessments.completed_on
  - assessments.outcome
  - assessments.meets_needs
  - assessments.needs_not_met_reason
  - assessments.reasons_given_on
lookback: "0"
lookahead: "0"
parameters: {}
dimensions: []
sensitive: false
minimum_denominator: 30
official: []
does_not_show:
  - Whether the reasons were good.
  - Reasons given after the council made its extract.
  - How many people declined support or arrange it themselves, and why.
version: 1.0.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
---*/
SELECT
    person,
    council,
    completed_on AS on_date,
    assessment AS reference,
    CASE WHEN reasons_given_on IS NULL THEN 0 ELSE 1 END AS met,
    CASE WHEN reasons_given_on IS NULL THEN 'not given' ELSE 'given' END AS reason
FROM completed_assessments
WHERE meets_needs = 'no' AND coalesce(needs_not_met_reason, 'other') NOT IN ('declined', 'own_arrangement')
