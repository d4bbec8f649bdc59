/*---
id: carers_involved_in_planning
title: People whose carer was involved in the plan
question: Were carers involved?
why: >-
  A plan often counts on what family and friends do. The Act asks the council to involve them, so that it does not count on more
  than they can give.
theme: plan
duty: P7
strength: must
law: Care Act 2014 s.25(3)(b)
grain: flow
kind: proportion
period: quarter
unit: percent
polarity: high_is_good
population: >-
  People with a plan signed off in the period, new or revised, who have an unpaid carer, or of whom it is not recorded whether
  they have one.
numerator: Those of them whose carer was involved in making the plan.
unknown: Those of them of whom this is not recorded, or of whom it is not recorded whether they have a carer.
unknown_rule: excluded
pick: last
exclusions:
  - Drafts.
  - People without an unpaid carer.
  - People under 18.
needs: [people, plans, plans.signed_off_on, people.has_unpaid_carer, plans.involved_carer]
lookback: "0"
lookahead: "0"
parameters: {}
dimensions: [setting]
sensitive: false
minimum_denominator: 30
official:
  - series: carers_consulted_official
    name: ASCOF 3b, carers included in discussions about the person they care for
    differs: That figure comes from a survey of carers every two years; this one from what councils wrote down about each plan.
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - How people see it. This is what the council wrote down.
  - Carers whom the council does not know of.
  - When the carer began or stopped; people are taken as they were when the council made its extract.
version: 1.1.1
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - {version: 1.1.0, date: "2026-12-01", what: Of whom it is not recorded whether they have an unpaid carer the answer is unknown.}
  - {version: 1.1.1, date: "2026-12-01", what: "The paragraph is named."}
---*/
SELECT
    p.person_ref AS person,
    p.council,
    p.setting,
    p.signed_off_on AS on_date,
    p.place,
    -- P7: the duty is owed to a carer the person has; whether there is one must be recorded first.
    CASE
        WHEN coalesce(people.has_unpaid_carer, 'unknown') = 'unknown' THEN NULL
        WHEN p.involved_carer = 'yes' THEN 1
        WHEN p.involved_carer = 'no' THEN 0
    END AS met,
    CASE
        WHEN coalesce(people.has_unpaid_carer, 'unknown') = 'unknown' THEN 'carer not recorded'
        WHEN coalesce(p.involved_carer, 'unknown') = 'unknown' THEN 'not recorded'
        ELSE p.involved_carer
    END AS reason
FROM plans AS p
INNER JOIN people ON people.person_ref = p.person_ref
WHERE p.signed_off_on IS NOT NULL AND coalesce(people.has_unpaid_carer, 'unknown') <> 'no'
