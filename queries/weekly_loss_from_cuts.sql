/*---
id: weekly_loss_from_cuts
title: What people typically lose each week by a cut
question: What did a reduction with no reassessment recorded since the previous amount began, within the 180 days before, typically take away each week?
why: >-
  Behind each reduction without a recorded reassessment stands an amount that a person no longer has. A few pounds and the
  half of all support are different things.
theme: cut
duty: C1
strength: context
law: >-
  Care Act 2014 s.27(4) (a proportionate reassessment before a plan is revised); Care and Support Statutory Guidance, chapter 13; the 180
  days, the 1% and the 1 pound are ours
grain: flow
kind: money
period: year
unit: pounds a week
polarity: low_is_good
population: >-
  People whose budget was reduced in the year, by more than 1% and more than 1 pound a week, with no reassessment recorded as
  completed since the previous amount began, within the 180 days before, and without the price alone having changed.
people_are: met of cuts_not_reassessed_share
numerator: >-
  All of them: of what each lost a week at the last such reduction, the median is given.
unknown: >-
  Those for whom a date of an assessment is recorded and cannot be read. A budget without its amount is not a record.
unknown_rule: excluded
pick: last
exclusions:
  - Death, a move to another council, NHS continuing healthcare.
  - One-off and short-term budgets, and the end of any budget of a short-term plan.
  - Budgets that ended with a plan from which the person withdrew, or up to 28 days before.
  - Corrections of an error within 14 days.
  - Changes of the person's contribution only, and yearly uprating.
  - Support stopped altogether, with no other within 28 days.
  - Reductions for which the records do not tell whether support itself was reduced.
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
dimensions: []
sensitive: false
council_totals_only: true
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - What was lost in hours of support.
  - What a person lost at earlier reductions in the year.
  - Losses at which a reassessment was recorded, however large.
version: 1.2.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - version: 1.1.0
    date: "2026-12-01"
    what: "Ends of budgets of short-term plans, and with plans from which people withdrew, are left out; of two plans that end on one day both must be excused."
  - {version: 1.2.0, date: "2026-12-01", what: "Where a date of an assessment is recorded and cannot be read the answer is unknown, and not that it was not done."}
---*/
-- C1: what each plain reduction without a reassessment in time took, of which the last of a person in the year counts.
SELECT
    person,
    council,
    on_date,
    0 AS place,
    1 AS met,
    '' AS reason,
    old_total - new_total AS amount
FROM budget_reductions
WHERE
    old_total - new_total > CAST(:tolerance_pounds AS DECIMAL(10, 4))
    AND (old_total - new_total) * 100 > old_total * CAST(:tolerance_percent AS DECIMAL(10, 4))
    AND judgement = 'plain'
    AND coalesce(date_diff('day', reassessed_on, on_date), 99999) > :days
