/*---
id: budgets_that_add_up
title: People whose budget adds up
question: Do the parts of the budget add up?
why: >-
  A personal budget says what support costs in all, what the person pays and what the council pays. If the parts do not make
  the whole, nobody can check what they are asked to pay.
theme: budget
duty: P12
strength: must
law: Care Act 2014 s.26(1); the tolerance of a penny is ours
grain: snapshot
kind: proportion
period: quarter
unit: percent
polarity: high_is_good
population: People whose plan on the day has an ongoing budget.
numerator: Those of them whose contribution and council's share together are the weekly total, to the penny.
unknown: Those of them for whom the contribution or the council's share is not recorded.
unknown_rule: excluded
pick: last
exclusions:
  - Drafts, which nobody has signed off by the day.
  - One-off and short-term budgets.
  - People under 18.
needs:
  - people
  - plans
  - budgets
  - people.died_on
  - people.left_on
  - plans.signed_off_on
  - plans.ended_on
  - budgets.effective_to
  - budgets.weekly_contribution
  - budgets.weekly_council
  - budgets.weekly_total
lookback: "0"
lookahead: "0"
parameters:
  tolerance:
    type: decimal
    default: "0.01"
    min: "0"
    max: "10"
    words: Pounds a week by which the parts may miss the whole.
dimensions: [setting]
sensitive: false
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - Whether the person was charged rightly.
  - Whether the budget is enough.
  - Other plans of a person who has several; the one signed off last counts.
version: 1.1.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - {version: 1.1.0, date: "2026-12-01", what: Where the total is not recorded the answer is unknown.}
---*/
SELECT
    person,
    council,
    setting,
    from_date,
    to_date,
    -- P12: contribution and council's share make the whole, where all three are recorded.
    CASE
        WHEN weekly_total IS NULL OR weekly_contribution IS NULL OR weekly_council IS NULL THEN NULL
        WHEN abs(weekly_total - weekly_contribution - weekly_council) <= CAST(:tolerance AS DECIMAL(10, 4)) THEN 1
        ELSE 0
    END AS met,
    CASE WHEN weekly_total IS NULL OR weekly_contribution IS NULL OR weekly_council IS NULL THEN 'a part is not recorded' ELSE '' END AS reason
FROM signed_plan_budgets
WHERE budget IS NOT NULL
