/*---
id: personal_budget_median
title: The typical personal budget
question: What is the typical weekly personal budget?
why: >-
  The budget is what a person's support may cost. How it differs between places and from year to year says much about what
  people can expect, though needs differ too.
theme: budget
duty: "-"
strength: source
law: Charity's page and families' factsheet; compare Care Act 2014 s.26
grain: snapshot
kind: money
period: year
unit: pounds a week
polarity: none
population: People with an ongoing personal budget on the last day of the year.
numerator: >-
  All of them: of their weekly budgets, before any contribution and summed over their plans, the median is given.
unknown: Nobody. A budget without its amount is not a record.
unknown_rule: excluded
pick: last
exclusions:
  - One-off and short-term budgets.
  - People under 18.
needs: [people, plans, budgets, people.died_on, people.left_on, plans.ended_on, budgets.effective_to]
lookback: "0"
lookahead: "0"
parameters: {}
dimensions: [setting, delivery]
sensitive: false
minimum_denominator: 30
official: []
does_not_show:
  - How far budgets lie apart; half of the people have less than the median and half have more.
  - What needs the budgets are meant to meet.
  - What people pay themselves.
version: 1.0.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
---*/
SELECT
    person,
    council,
    setting,
    delivery,
    from_date,
    to_date,
    1 AS met,
    '' AS reason,
    weekly_total AS amount
FROM budget_levels
