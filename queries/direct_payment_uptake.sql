/*---
id: direct_payment_uptake
title: People who use a direct payment
question: How many people with community support use a direct payment?
why: >-
  A direct payment lets people choose who supports them, and when. The Act gives a right to ask for one; how many people have one
  differs widely between councils.
theme: direct_payment
duty: D1
strength: context
law: Care Act 2014 s.31 to 33
grain: snapshot
kind: proportion
period: quarter
unit: percent
polarity: none
population: Adults with long-term support in the community on the day, none of it in a nursing or residential home.
numerator: Those of them with a direct payment for all or part of their support.
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
  - series: direct_payments_official
    same_people: true
    name: ASCOF 3d(2a), people using social care who receive direct payments
    differs: >-
      ASCOF counts open services in Client Level Data; this counts plans and budgets. Councils that record a budget late, or close
      it late, differ between the two.
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - Whether people were offered a direct payment and preferred something else.
  - Carers' own direct payments.
  - Whether the payment is enough.
version: 1.0.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
---*/
SELECT
    person,
    council,
    from_date,
    to_date,
    -- D1: whoever is paid, in whole or in part; a payment on record counts whatever the budget says of its delivery.
    CASE
        WHEN paid = 1 OR delivery IN ('direct_payment', 'mixed') THEN 1
        WHEN delivery = 'unknown' THEN NULL
        ELSE 0
    END AS met,
    CASE
        WHEN paid = 1 OR delivery IN ('direct_payment', 'mixed') THEN 'direct payment'
        WHEN delivery = 'unknown' THEN 'delivery not recorded'
        ELSE 'other support'
    END AS reason
FROM adult_support
WHERE setting = 'community'
