/*---
id: others_involved_in_planning
title: People whose chosen others were involved in the plan
question: Where the person asked for somebody to be involved, were they?
why: >-
  Many people want a friend, a sister or an advocate of their own at the table. The Act has the council involve whomever the
  person asks for.
theme: plan
duty: s.25(3)(c)
strength: must
law: Care Act 2014 s.25(3)(c)
grain: flow
kind: proportion
period: quarter
unit: percent
polarity: high_is_good
population: >-
  People with a plan signed off in the period, new or revised, who had asked for somebody to be involved, or of whom this is
  not recorded.
numerator: Those of them for whom those others were involved.
unknown: Those of them of whom this is not recorded.
unknown_rule: excluded
pick: last
exclusions:
  - Drafts.
  - People who asked for nobody to be involved.
  - People under 18.
needs: [people, plans, plans.signed_off_on, plans.involved_others]
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
  - People whom nobody asked whether somebody should be involved.
version: 1.0.0
changes:
  - {version: 1.0.0, date: "2026-12-01", what: First version.}
---*/
SELECT
    person_ref AS person,
    council,
    setting,
    signed_off_on AS on_date,
    place,
    -- s.25(3)(c): the question arises where the person asked for somebody.
    CASE
        WHEN involved_others = 'yes' THEN 1
        WHEN involved_others = 'no' THEN 0
    END AS met,
    CASE WHEN coalesce(involved_others, 'unknown') = 'unknown' THEN 'not recorded' ELSE involved_others END AS reason
FROM plans
WHERE signed_off_on IS NOT NULL AND coalesce(involved_others, 'unknown') <> 'not_asked'
