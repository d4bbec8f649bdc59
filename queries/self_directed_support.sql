/*---
id: self_directed_support
title: People with self-directed support
question: How many have a direct payment or managed budget?
why: >-
  Whoever knows their budget can decide what it is spent on. The Act gives everyone a personal budget; a direct payment or a
  managed budget is how they come to steer it.
theme: direct_payment
duty: D2
strength: context
law: Care Act 2014 s.26
grain: snapshot
kind: proportion
period: quarter
unit: percent
polarity: none
population: Adults with long-term support in the community on the day, none of it in a nursing or residential home.
numerator: Those of them with a direct payment, for all or part of their support, or a managed personal budget.
unknown: Those of them for whom nobody recorded how support is arranged; they stay in the denominator, as in ASCOF.
unknown_rule: in_denominator
pick: last
exclusions:
  - Nursing and residential homes (of several settings the highest counts) and prison.
  - Carers.
  - People under 18.
needs:
  - people
  - plans
  - budgets
  - direct_payments
  - people.died_on
  - people.left_on
  - plans.ended_on
  - budgets.effective_to
  - budgets.delivery
  - direct_payments.plan_ref
  - direct_payments.first_paid_on
  - direct_payments.ended_on
basis: [records, cld]
lookback: "0"
lookahead: "0"
parameters: {}
dimensions: []
sensitive: false
minimum_denominator: 30
official_exact: true
official:
  - series: self_directed_support_official
    same_people: true
    name: ASCOF 3d(1a), people using social care who receive self-directed support
    differs: >-
      ASCOF counts open services in Client Level Data; this counts plans and budgets. Councils that record a budget late, or
      close it late, differ between the two.
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - Whether people know their budget, or decide what it is spent on.
  - Carers' own budgets.
  - Whether the budget is enough.
version: 1.0.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
---*/
SELECT
    person,
    council,
    from_date,
    to_date,
    -- D2: a direct payment, or a budget the council manages as the person wishes.
    CASE
        WHEN paid = 1 OR delivery IN ('direct_payment', 'mixed', 'managed_budget') THEN 1
        WHEN delivery = 'unknown' THEN NULL
        ELSE 0
    END AS met,
    CASE
        WHEN paid = 1 OR delivery IN ('direct_payment', 'mixed', 'managed_budget') THEN 'self-directed'
        WHEN delivery = 'unknown' THEN 'delivery not recorded'
        ELSE 'other support'
    END AS reason
FROM adult_support
WHERE setting = 'community'
