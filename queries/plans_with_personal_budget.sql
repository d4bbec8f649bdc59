/*---
id: plans_with_personal_budget
title: People whose plan has a personal budget
question: Does every plan have a personal budget?
why: >-
  The personal budget says what meeting the needs costs, and who pays which part. Without it people can neither judge whether the
  support is affordable nor choose to arrange it themselves.
theme: plan
duty: P11
strength: must
law: Care Act 2014 s.25(1)(e) and s.26
grain: snapshot
kind: proportion
period: quarter
unit: percent
polarity: high_is_good
population: >-
  People with a signed-off plan in force on the day, for themselves or as a carer. The plan that counts is the one signed off
  last among those in force.
numerator: >-
  Those of them whose plan has an ongoing budget on the day that states the total, the person's contribution and the council's
  share.
unknown: Nobody. A budget, or a part of it, that is not recorded is not stated.
unknown_rule: excluded
pick: last
exclusions:
  - Drafts, that is plans not signed off by the day.
  - Plans that have ended, and people who died or moved to another council.
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
parameters: {}
dimensions: [setting]
sensitive: false
minimum_denominator: 30
official:
  - series: self_directed_support_official
    name: ASCOF 3d(1a), people using social care who receive self-directed support
    differs: >-
      ASCOF counts people with long-term support in the community who have a direct payment or a managed budget; this asks of
      every signed-off plan whether a budget with all its parts is recorded.
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - Plans that rest on unpaid support only and need no budget; the records do not tell them apart.
  - One-off and short-term budgets, such as those of reablement; a plan that has no other counts as without.
  - Whether the budget is enough.
version: 1.1.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - {version: 1.1.0, date: "2026-12-01", what: A budget whose total is not recorded does not state it.}
---*/
SELECT
    person,
    council,
    setting,
    from_date,
    to_date,
    -- P11: the total, the person's contribution and the council's share are stated.
    CASE
        WHEN budget IS NULL OR weekly_total IS NULL OR weekly_contribution IS NULL OR weekly_council IS NULL THEN 0
        ELSE 1
    END AS met,
    CASE
        WHEN budget IS NULL THEN 'no budget'
        WHEN weekly_total IS NULL OR weekly_contribution IS NULL OR weekly_council IS NULL THEN 'parts not stated'
        ELSE 'budget'
    END AS reason
FROM signed_plan_budgets
