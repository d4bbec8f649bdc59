/*---
id: plans_agreed_or_explained
title: People whose plan was agreed, or disagreement explained
question: Was the plan agreed, or disagreement explained?
why: >-
  The council must take all reasonable steps to agree the plan with the person. Where they cannot agree, people are owed the
  reasons and what they can do next.
theme: plan
duty: P8
strength: must
law: Care Act 2014 s.25(5); Care and Support Statutory Guidance, chapter 10
grain: flow
kind: proportion
period: quarter
unit: percent
polarity: high_is_good
population: People with a plan signed off in the period, new or revised, for themselves or as a carer.
numerator: Those of them who agreed the plan, or were given the reasons where they did not.
unknown: Those of them of whom neither is recorded as so, and at least one is not recorded at all.
unknown_rule: excluded
pick: last
exclusions:
  - Drafts.
  - People under 18.
needs: [people, plans, plans.signed_off_on, plans.agreed, plans.disagreement_reasons]
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
  - How many people agreed; a plan explained counts as much as a plan agreed.
  - Whether the steps to agree were all that were reasonable.
version: 1.0.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
---*/
SELECT
    person_ref AS person,
    council,
    setting,
    signed_off_on AS on_date,
    place,
    -- P8: agreed, or the reasons given; to say no both must be recorded as missing.
    CASE
        WHEN agreed = 'yes' OR disagreement_reasons = 'yes' THEN 1
        WHEN agreed = 'no' AND disagreement_reasons = 'no' THEN 0
    END AS met,
    CASE
        WHEN agreed = 'yes' THEN 'agreed'
        WHEN disagreement_reasons = 'yes' THEN 'explained'
        WHEN agreed = 'no' AND disagreement_reasons = 'no' THEN 'neither'
        ELSE 'not recorded'
    END AS reason
FROM plans
WHERE signed_off_on IS NOT NULL
