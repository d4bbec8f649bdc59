/*---
id: employment_costs_covered
title: People whose direct payment covers the costs of employing
question: Do direct payments for employers cover the costs of employing?
why: >-
  Whoever employs a helper pays more than a wage: national insurance, pension, holidays, sick pay, insurance. A payment that
  leaves these out makes the person an employer who cannot pay.
theme: direct_payment
duty: "-"
strength: source
law: Families' factsheet; compare Care and Support Statutory Guidance, chapter 12
grain: snapshot
kind: proportion
period: year
unit: percent
polarity: high_is_good
population: People with a direct payment on the last day of the year, unless it is recorded that they employ nobody with it.
numerator: Those of them whose payment includes the costs of employing.
unknown: Those of them for whom this is not recorded.
unknown_rule: excluded
pick: last
exclusions:
  - People who employ nobody with the payment.
  - Payments agreed and never paid, and those that have ended.
  - People under 18.
needs:
  - people
  - direct_payments
  - people.died_on
  - people.left_on
  - direct_payments.first_paid_on
  - direct_payments.ended_on
  - direct_payments.employment_costs_included
lookback: "0"
lookahead: "0"
parameters: {}
dimensions: []
sensitive: false
council_totals_only: true
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - Whether the amount for these costs is enough.
  - Which costs are included.
  - Other payments of a person who has several; of those they employ with, the one first paid last counts.
version: 1.0.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
---*/
SELECT
    s.person,
    s.council,
    s.from_date,
    s.to_date,
    -- Ours: as the record of the payment says.
    CASE
        WHEN s.employment_costs_included = 'yes' THEN 1
        WHEN s.employment_costs_included = 'no' THEN 0
    END AS met,
    CASE WHEN coalesce(s.employment_costs_included, 'unknown') = 'unknown' THEN 'not recorded' ELSE '' END AS reason
FROM employer_payments AS s
