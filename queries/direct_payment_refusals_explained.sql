/*---
id: direct_payment_refusals_explained
title: People refused a direct payment for a condition of the Act
question: Of people refused a direct payment, for how many was a condition of the Act recorded?
why: >-
  A direct payment may be refused for four reasons and for no other: capacity, a bar in the regulations, that the person
  cannot manage it even with help, or that it is no fit way to meet the needs. A refusal that names none cannot be checked, or
  challenged.
theme: direct_payment
duty: D4
strength: must
law: Care Act 2014 s.31 and 32 (the four conditions); Care and Support (Direct Payments) Regulations 2014 (SI 2014/2871)
grain: flow
kind: proportion
period: year
unit: percent
polarity: high_is_good
population: People whose request for a direct payment was refused in the year.
numerator: Those of them for whom the condition of the Act that was not met is recorded.
unknown: Nobody. A condition that is not recorded, or recorded as another reason, was not given.
unknown_rule: excluded
pick: last
exclusions:
  - Requests agreed, withdrawn or not decided yet, and those whose decision is not recorded.
  - People under 18.
needs: [people, direct_payments, direct_payments.decision, direct_payments.decided_on, direct_payments.refusal_condition]
lookback: "0"
lookahead: "0"
parameters: {}
dimensions: []
sensitive: false
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - Whether the condition held.
  - Whether the person was told it.
  - Requests that nobody recorded, and people who were talked out of asking.
version: 1.0.0
changes:
  - {version: 1.0.0, date: "2026-12-01", what: First version.}
---*/
SELECT
    person_ref AS person,
    council,
    decided_on AS on_date,
    place,
    -- D4: one of the four conditions; another reason is none of the Act.
    CASE WHEN refusal_condition IN ('capacity', 'excluded', 'unable_to_manage', 'not_appropriate') THEN 1 ELSE 0 END AS met,
    coalesce(refusal_condition, 'not recorded') AS reason
FROM direct_payments
WHERE decision = 'refused' AND decided_on IS NOT NULL
