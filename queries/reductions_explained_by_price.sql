/*---
id: reductions_explained_by_price
title: People whose reductions the price explains
question: Of people whose budget was reduced, for how many did only the price change?
why: >-
  A budget may fall because the same support has become cheaper. That takes nothing away from the person and needs no
  reassessment; the higher this share, the fewer reductions are cuts.
theme: cut
duty: C1
strength: context
law: Families' factsheet (a change of price needs no reassessment); Care Act 2014 s.27(4)
grain: flow
kind: proportion
period: year
unit: percent
polarity: none
population: People whose budget was reduced in the year, by more than 1% and more than 1 pound a week.
numerator: >-
  Those of them for whom, at each reduction, the reason was the price or the provider and the hours of support were not
  fewer.
unknown: >-
  Those of them with a reduction for which the records do not tell, and none that the price does not explain: the reason is
  price, provider, unknown or empty, and hours are missing.
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
  - budgets.hours_per_week
  - budgets.change_reason
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
  - Whether the cheaper support is as good.
  - Whether there was a reassessment as well.
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
    -- C1: a price that changed while hours did not is no cut of support; of what cannot be judged nobody can tell.
    CASE
        WHEN judgement = 'price' THEN 1
        WHEN judgement = 'plain' THEN 0
    END AS met,
    judgement AS reason
FROM budget_reductions
WHERE
    old_total - new_total > CAST(:tolerance_pounds AS DECIMAL(10, 4))
    AND (old_total - new_total) * 100 > old_total * CAST(:tolerance_percent AS DECIMAL(10, 4))
