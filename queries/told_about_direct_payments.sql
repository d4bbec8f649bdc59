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
population: People with a plan signed off in the period, new or revised.
numerator: Those of them who were told which of their needs may be met by direct payments.
unknown: Those of them of whom this is not recorded, and those whose support is given in prison, where direct payments cannot be made.
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
  - How people see it. This is what the council wrote down.
  - Whether people understood what they were told, or wanted a direct payment.
version: 1.0.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
---*/
SELECT
    person_ref AS person,
    council,
    setting,
    signed_off_on AS on_date,
    plan_ref AS reference,
    CASE
        WHEN setting = 'prison' THEN NULL
        WHEN told_direct_payments = 'yes' THEN 1
        WHEN told_direct_payments = 'no' THEN 0
    END AS met,
    CASE
        WHEN setting = 'prison' THEN 'prison'
        WHEN coalesce(told_direct_payments, 'unknown') = 'unknown' THEN 'not recorded'
        ELSE told_direct_payments
    END AS reason
FROM plans
WHERE signed_off_on IS NOT NULL
