/*---
id: reasons_when_needs_not_met
title: People given the reasons why needs will not be met
question: Where needs will not be met, were reasons given?
why: >-
  A council that decides not to meet needs must say why in writing. Without reasons nobody can tell a decision from an oversight,
  or challenge it.
theme: assessment
duty: A4
strength: must
law: Care Act 2014 s.24(2)(a)
grain: flow
kind: proportion
period: quarter
unit: percent
polarity: high_is_good
population: >-
  People with an assessment of needs, a reassessment or a carer's assessment completed in the period after which the council
  decided not to meet needs, or of which the decision is not recorded.
numerator: Those of them given the reasons in writing, on whatever day.
unknown: >-
  Those of them of whom it is not recorded whether needs will be met; and those for whom a date of the reasons is recorded and cannot be
  read.
unknown_rule: excluded
pick: last
exclusions:
  - Assessments that the person refused (s.11) or that were halted.
  - Assessments not completed.
  - People who declined support.
  - Assessments after which needs are met, and those that found no eligible needs and record no decision.
  - People under 18.
needs:
  - people
  - assessments
  - assessments.completed_on
  - assessments.outcome
  - assessments.meets_needs
  - assessments.needs_not_met_reason
  - assessments.reasons_given_on
deeds: [assessments.reasons_given_on]
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
  - Whether the reasons were good.
  - Reasons given after the council made its extract.
  - How many people declined support, and why.
version: 1.2.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - version: 1.1.0
    date: "2026-12-01"
    what: Reasons are owed to people who arrange their own support too; where the decision is not recorded the answer is unknown.
  - {version: 1.1.1, date: "2026-12-01", what: A period is unfinished until three months after its end.}
  - {version: 1.2.0, date: "2026-12-01", what: "Where a date of the reasons is recorded and cannot be read the answer is unknown, and not that it was not done."}
---*/
SELECT
    person,
    council,
    completed_on AS on_date,
    place,
    CASE
        WHEN coalesce(meets_needs, 'unknown') = 'unknown' THEN NULL
        WHEN reasons_given_on IS NULL THEN 0
        ELSE 1
    END AS met,
    CASE
        WHEN coalesce(meets_needs, 'unknown') = 'unknown' THEN 'not recorded whether needs will be met'
        WHEN reasons_given_on IS NULL THEN 'not given'
        ELSE 'given'
    END AS reason
FROM completed_assessments
WHERE
    -- A4: reasons are owed whenever needs will not be met (s.24(2)(a)), own arrangements included; who declined stays apart.
    coalesce(needs_not_met_reason, 'other') <> 'declined'
    AND (
        meets_needs = 'no'
        -- Of whom this is not recorded nobody can tell, but for those without eligible needs.
        OR (coalesce(meets_needs, 'unknown') = 'unknown' AND coalesce(outcome, 'unknown') <> 'not_eligible')
    )
