/*---
id: support_stopped_without_reassessment
title: People whose support was stopped without a recorded reassessment
question: How many people's support was stopped with no reassessment recorded since the amount began, within the 180 days before?
why: >-
  To end support altogether is the largest cut there is. The council must look at the needs before it does so, and find that
  they are no longer there or that others meet them.
theme: cut
duty: C3
strength: must
law: >-
  Care Act 2014 s.27(4) (a proportionate reassessment before a plan is revised); Care and Support Statutory Guidance, chapter 13; the 180
  and the 28 days are ours
grain: exposure
kind: proportion
period: year
unit: percent
polarity: low_is_good
population: People with an ongoing personal budget on any day of the period.
numerator: >-
  Those of them whose budget ended in the year with no other within 28 days, with no needs assessment or reassessment recorded
  as completed since the amount began, within the 180 days before the last day.
unknown: >-
  Those for whom a date of an assessment is recorded and cannot be read. A stop is a stop, whatever reason was recorded.
unknown_rule: excluded
pick: any
exclusions:
  - Death, a move to another council, NHS continuing healthcare.
  - One-off and short-term budgets, and the end of any budget of a short-term plan.
  - Budgets that ended with a plan from which the person withdrew, or up to 28 days before.
  - People under 18.
needs:
  - people
  - assessments
  - plans
  - budgets
  - people.died_on
  - people.left_on
  - assessments.completed_on
  - assessments.outcome
  - plans.ended_on
  - plans.end_reason
  - budgets.effective_to
  - budgets.change_reason
deeds: [assessments.completed_on]
lookback: 180 days
lookahead: 28 days
parameters:
  days:
    type: integer
    default: "180"
    min: "1"
    max: "730"
    words: Days before the last day within which a reassessment counts.
dimensions: [setting]
sensitive: false
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - A reassessment that took place and was not recorded looks the same as none.
  - Whether a reassessment was offered; one that the person refused, or that was halted, is none.
  - People who gave up their support of their own will and of whom another reason is recorded.
  - Budgets that went on in name while no support came.
version: 1.2.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - version: 1.1.0
    date: "2026-12-01"
    what: "Ends of budgets of short-term plans, and with plans from which people withdrew, are left out; of two plans that end on one day both must be excused."
  - {version: 1.2.0, date: "2026-12-01", what: "Where a date of an assessment is recorded and cannot be read the answer is unknown, and not that it was not done."}
---*/
-- C3: whoever has a budget on any day may have it stopped.
SELECT
    'exposed' AS role,
    person,
    council,
    setting,
    from_date,
    to_date,
    CAST(NULL AS DATE) AS on_date,
    CAST(NULL AS INTEGER) AS met,
    '' AS reason
FROM budget_stretches
UNION ALL
-- C3: a reassessment in time is one that led to the end; none in time is none.
SELECT
    'event' AS role,
    person,
    council,
    setting,
    CAST(NULL AS DATE) AS from_date,
    CAST(NULL AS DATE) AS to_date,
    on_date,
    CASE WHEN coalesce(date_diff('day', reassessed_on, on_date), 99999) <= :days THEN 0 ELSE 1 END AS met,
    CASE WHEN coalesce(date_diff('day', reassessed_on, on_date), 99999) <= :days THEN 'reassessed' ELSE '' END AS reason
FROM budget_stops
