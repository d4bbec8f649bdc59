/*---
id: cuts_with_evidence_and_agreement
title: People whose reductions were evidenced and agreed
question: Were reductions evidenced and agreed?
why: >-
  If needs have changed, something shows it, and the person can be asked. The council must try to agree a changed plan with
  the person; a reduction with neither evidence nor agreement is one that nobody can check.
theme: cut
duty: C2
strength: must
law: Care Act 2014 s.27(5); families' factsheet; the 1% and the 1 pound are ours
grain: flow
kind: proportion
period: year
unit: percent
polarity: high_is_good
population: People whose budget was reduced in the year, by more than 1% and more than 1 pound a week.
numerator: Those of them for whom, at each reduction, evidence was recorded and they agreed.
unknown: Those of them for whom one of the two is not recorded at a reduction, and neither is known to be missing.
unknown_rule: excluded
pick: all
exclusions:
  - Death, a move to another council, NHS continuing healthcare.
  - One-off and short-term budgets, and the end of any budget of a short-term plan.
  - Budgets that ended with a plan from which the person withdrew, or up to 28 days before.
  - Corrections of an error within 14 days.
  - Changes of the person's contribution only, and yearly uprating.
  - Support stopped altogether, with no other within 28 days.
  - People under 18.
needs:
  - people
  - plans
  - budgets
  - people.died_on
  - people.left_on
  - plans.ended_on
  - plans.end_reason
  - budgets.effective_to
  - budgets.change_reason
  - budgets.evidence_recorded
  - budgets.person_agreed
  - budgets.weekly_total
lookback: 180 days
lookahead: "0"
parameters:
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
  - What the evidence was, and whether it holds.
  - Whether people agreed freely.
version: 1.1.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - version: 1.1.0
    date: "2026-12-01"
    what: "Ends of budgets of short-term plans, and with plans from which people withdrew, are left out; of two plans that end on one day both must be excused."
---*/
SELECT
    person,
    council,
    on_date,
    0 AS place,
    -- C2: both are wanted; one recorded as missing is enough to say no.
    CASE
        WHEN evidenced = 'no' OR agreed = 'no' THEN 0
        WHEN evidenced = 'yes' AND agreed = 'yes' THEN 1
    END AS met,
    CASE
        WHEN evidenced = 'no' THEN 'no evidence'
        WHEN agreed = 'no' THEN 'not agreed'
        WHEN evidenced = 'yes' AND agreed = 'yes' THEN 'evidenced and agreed'
        ELSE 'not recorded'
    END AS reason
FROM budget_reductions
WHERE
    old_total - new_total > CAST(:tolerance_pounds AS DECIMAL(10, 4))
    AND (old_total - new_total) * 100 > old_total * CAST(:tolerance_percent AS DECIMAL(10, 4))
