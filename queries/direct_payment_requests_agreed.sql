/*---
id: direct_payment_requests_agreed
title: Requests for a direct payment agreed
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
polarity: high_is_good
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
  - Requests that nobody recorded, and people who were talked out of asking.
  - Which condition a refusal rests on.
  - How long the decision took.
version: 1.0.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
---*/
SELECT
    person_ref AS person,
    council,
    decided_on AS on_date,
    dp_ref AS reference,
    CASE
        WHEN decision = 'agreed' THEN 1
        WHEN decision = 'refused' THEN 0
    END AS met,
    coalesce(decision, 'decision not recorded') AS reason
FROM direct_payments
WHERE decided_on IS NOT NULL AND coalesce(decision, 'unknown') NOT IN ('withdrawn', 'pending')
