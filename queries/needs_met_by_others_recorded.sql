/*---
id: needs_met_by_others_recorded
title: People whose plan records the needs that others meet
question: Are needs met by family recorded, so that the duty returns if they stop?
why: >-
  While a carer meets a need the council does not have to. If the plan says so, the duty returns the day the carer can no longer
  do it; if not, the need is forgotten.
theme: plan
duty: P6
strength: source
law: Factsheet for families on care and support plans; Care Act 2014 s.25(1)(c)
grain: snapshot
kind: proportion
period: quarter
unit: percent
polarity: high_is_good
population: >-
  People with a signed-off plan in force on the day who have an unpaid carer, or of whom it is not recorded whether they have
  one. The plan that counts is the one signed off last among those in force.
numerator: Those of them whose plan records the eligible needs that others meet.
unknown: Those of them for whose plan this is not recorded, or for whom it is not recorded whether they have a carer.
unknown_rule: excluded
pick: last
exclusions:
  - Drafts, that is plans not signed off by the day.
  - Plans that have ended, and people who died or moved to another council.
  - People without an unpaid carer.
  - People under 18.
needs:
  - people
  - plans
  - people.died_on
  - people.left_on
  - plans.signed_off_on
  - plans.ended_on
  - people.has_unpaid_carer
  - plans.has_met_by_others
lookback: "0"
lookahead: "0"
parameters: {}
dimensions: [setting]
sensitive: false
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - When the carer began or stopped; people are taken as they were when the council made its extract.
  - Whether the carer is willing and able to go on.
  - What the plan says is known as it stood when the council made its extract, not as it stood on the day.
version: 1.1.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - {version: 1.1.0, date: "2026-12-01", what: Of whom it is not recorded whether they have an unpaid carer the answer is unknown.}
---*/
SELECT
    s.person,
    s.council,
    s.setting,
    s.from_date,
    s.to_date,
    -- P6: it is asked of those who have a carer; whether there is one must be recorded first.
    CASE
        WHEN coalesce(people.has_unpaid_carer, 'unknown') = 'unknown' THEN NULL
        WHEN p.has_met_by_others = 'yes' THEN 1
        WHEN p.has_met_by_others = 'no' THEN 0
    END AS met,
    CASE
        WHEN coalesce(people.has_unpaid_carer, 'unknown') = 'unknown' THEN 'carer not recorded'
        WHEN coalesce(p.has_met_by_others, 'unknown') = 'unknown' THEN 'not recorded'
        ELSE p.has_met_by_others
    END AS reason
FROM signed_plans AS s
INNER JOIN plans AS p ON p.plan_ref = s.plan
INNER JOIN people ON people.person_ref = s.person
WHERE coalesce(people.has_unpaid_carer, 'unknown') <> 'no'
