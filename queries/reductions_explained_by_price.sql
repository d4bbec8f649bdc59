/*---
id: reductions_explained_by_price
title: Reductions explained by the price
question: Of people whose budget was reduced, for how many did only the price change?
why: >-
  A budget may fall because the same support has become cheaper. That takes nothing away from the person and needs no
  reassessment; the higher this share, the fewer reductions are cuts.
theme: cut
duty: C1
strength: source
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
  - One-off and short-term budgets.
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
dimensions: [setting, delivery]
sensitive: false
minimum_denominator: 30
official: []
does_not_show:
  - Whether the cheaper support is as good.
  - Whether there was a reassessment as well.
version: 1.0.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
---*/
SELECT
    person,
    council,
    setting,
    delivery,
    on_date,
    CAST(on_date AS VARCHAR) AS reference,
    CASE
        WHEN judgement = 'price' THEN 1
        WHEN judgement = 'plain' THEN 0
    END AS met,
    judgement AS reason
FROM budget_reductions
WHERE
    old_total - new_total > CAST(:tolerance_pounds AS DECIMAL(10, 4))
    AND (old_total - new_total) * 100 > old_total * CAST(:tolerance_percent AS DECIMAL(10, 4))
