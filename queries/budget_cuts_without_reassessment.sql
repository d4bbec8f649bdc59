/*---
id: budget_cuts_without_reassessment
title: People whose budget was reduced without a recorded reassessment
question: How many people with a budget had it reduced with no reassessment recorded since the previous amount began, within the 180 days before?
why: >-
  Support may only be reduced because needs have changed, and the council must look at the needs before it does so. A review alone
  is not enough.
theme: cut
duty: C1
strength: must
law: >-
  Care Act 2014 s.27(4) (a proportionate reassessment before a plan is revised); Care and Support Statutory Guidance, chapter 13; the 180
  days, the 1% and the 1 pound are ours
grain: exposure
kind: proportion
period: quarter
unit: percent
polarity: low_is_good
population: People with an ongoing personal budget on any day of the period.
numerator: >-
  Those of them whose budget was reduced, by more than 1% and more than 1 pound a week, with no needs assessment or
  reassessment recorded as completed since the previous amount began, within the 180 days before, and without the price alone
  having changed.
unknown: >-
  Those of them with a reduction for which the records do not tell whether support itself was reduced: the reason is price, provider,
  unknown or empty, and hours are missing; and those for whom a date of an assessment is recorded and cannot be read.
unknown_rule: excluded
pick: any
exclusions:
  - Death, a move to another council, NHS continuing healthcare.
  - One-off and short-term budgets, and the end of any budget of a short-term plan.
  - Budgets that ended with a plan from which the person withdrew, or up to 28 days before.
  - Corrections of an error within 14 days.
  - Changes of the person's contribution only, and yearly uprating.
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
  - budgets.hours_per_week
  - budgets.change_reason
  - budgets.weekly_total
deeds: [assessments.completed_on]
lookback: 180 days
lookahead: "0"
parameters:
  days:
    type: integer
    default: "180"
    min: "1"
    max: "730"
    words: Days before the reduction within which a reassessment counts.
  tolerance_pounds:
    type: decimal
    default: "1"
    min: "0"
    max: "100"
    words: Pounds a week by which the budget must fall by more.
  tolerance_percent:
    type: decimal
    default: "1"
    min: "0"
    max: "100"
    words: Share of the old budget, in percent, by which it must fall by more.
dimensions: [setting]
sensitive: false
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - A reassessment that took place and was not recorded looks the same as none.
  - Whether a reassessment was offered; one that the person refused, or that was halted, is none.
  - Whether the reduction was right, or what it meant for the person.
  - Support stopped altogether, which support_stopped_without_reassessment counts.
version: 1.2.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - version: 1.1.0
    date: "2026-12-01"
    what: "Ends of budgets of short-term plans, and with plans from which people withdrew, are left out; of two plans that end on one day both must be excused."
  - {version: 1.2.0, date: "2026-12-01", what: "Where a date of an assessment is recorded and cannot be read the answer is unknown, and not that it was not done."}
---*/
-- C1: whoever has a budget on any day may have it cut.
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
-- C1: a reassessment in time excuses first, the price alone next; of what cannot be judged nobody can tell.
SELECT
    'event' AS role,
    person,
    council,
    setting,
    CAST(NULL AS DATE) AS from_date,
    CAST(NULL AS DATE) AS to_date,
    on_date,
    CASE
        WHEN coalesce(date_diff('day', reassessed_on, on_date), 99999) <= :days THEN 0
        WHEN judgement = 'price' THEN 0
        WHEN judgement = 'unknown' THEN NULL
        ELSE 1
    END AS met,
    judgement AS reason
FROM budget_reductions
WHERE
    old_total - new_total > CAST(:tolerance_pounds AS DECIMAL(10, 4))
    AND (old_total - new_total) * 100 > old_total * CAST(:tolerance_percent AS DECIMAL(10, 4))
