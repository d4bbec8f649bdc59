/*---
id: told_about_direct_payments
title: People told what direct payments can be used for
question: Were people told which needs direct payments can meet?
why: >-
  A right nobody has told you of is no right. The Act has the council tell everyone whose needs it will meet which of them a
  direct payment may meet.
theme: plan
duty: P10
strength: must
law: Care Act 2014 s.24(1)(b)
grain: flow
kind: proportion
period: quarter
unit: percent
polarity: high_is_good
population: People with a plan signed off in the period, new or revised, but for support in prison.
numerator: Those of them who were told which of their needs may be met by direct payments.
unknown: Those of them of whom this is not recorded.
unknown_rule: excluded
pick: last
exclusions:
  - Drafts.
  - Plans for support in prison, where direct payments cannot be made.
  - People under 18.
needs: [people, plans, plans.signed_off_on, plans.told_direct_payments]
lookback: "0"
lookahead: "0"
parameters: {}
dimensions: [setting]
sensitive: false
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - How people see it. This is what the council wrote down.
  - Whether people understood what they were told, or wanted a direct payment.
version: 1.1.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - version: 1.1.0
    date: "2026-12-01"
    what: "People whose support is given in prison are left out, and no longer among those of whom nothing is known."
---*/
SELECT
    person_ref AS person,
    council,
    setting,
    signed_off_on AS on_date,
    place,
    CASE
        WHEN told_direct_payments = 'yes' THEN 1
        WHEN told_direct_payments = 'no' THEN 0
    END AS met,
    CASE
        WHEN coalesce(told_direct_payments, 'unknown') = 'unknown' THEN 'not recorded'
        ELSE told_direct_payments
    END AS reason
FROM plans
-- P10: no direct payment can be made in prison.
WHERE signed_off_on IS NOT NULL AND coalesce(setting, 'unknown') <> 'prison'
