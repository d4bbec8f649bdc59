/*---
id: direct_payment_requests_agreed
title: People whose request for a direct payment was agreed
question: Were requests for a direct payment agreed?
why: >-
  The council must agree to a direct payment where the person has capacity or someone who acts for them, is not barred, can
  manage the payment with what help they have, and a payment is a fit way to meet the needs.
theme: direct_payment
duty: D4
strength: must
law: Care Act 2014 s.31 and 32
grain: flow
kind: proportion
period: year
unit: percent
polarity: none
population: People whose request for a direct payment was decided in the year.
numerator: Those of them whose request was agreed.
unknown: Those of them for whom the day of a decision is recorded but not what was decided.
unknown_rule: excluded
pick: last
exclusions:
  - Requests withdrawn, and those not decided yet.
  - People under 18.
needs: [people, direct_payments, direct_payments.decision, direct_payments.decided_on]
lookback: "0"
lookahead: "0"
parameters: {}
dimensions: []
sensitive: false
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - Requests that nobody recorded, and people who were talked out of asking.
  - Which condition a refusal rests on; direct_payment_refusals_explained shows for how many one is recorded.
  - How long the decision took.
version: 1.0.1
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - {version: 1.0.1, date: "2026-12-01", what: "Neither direction is called better, since a lawful refusal is no fault."}
---*/
SELECT
    person_ref AS person,
    council,
    decided_on AS on_date,
    place,
    -- D4: of decided requests; a request still open is in neither.
    CASE
        WHEN decision = 'agreed' THEN 1
        WHEN decision = 'refused' THEN 0
    END AS met,
    coalesce(decision, 'decision not recorded') AS reason
FROM direct_payments
WHERE decided_on IS NOT NULL AND coalesce(decision, 'unknown') NOT IN ('withdrawn', 'pending')
