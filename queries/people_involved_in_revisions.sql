/*---
id: people_involved_in_revisions
title: People involved when their plan was revised
question: Were people involved when their plan was revised?
why: >-
  A plan may not be changed over a person's head. The council must involve the person each time it revises the plan, not only
  when it first makes it.
theme: review
duty: R6
strength: must
law: Care Act 2014 s.27(2)(b) and (3)(b)
grain: flow
kind: proportion
period: quarter
unit: percent
polarity: high_is_good
population: People with a review completed in the period that led to a revision of the plan.
numerator: Those of them who were involved.
unknown: Those of them for whom this is not recorded.
unknown_rule: excluded
pick: last
exclusions:
  - Reviews that led to no revision, or for which that is not recorded.
  - People under 18.
needs: [people, reviews, reviews.completed_on, reviews.led_to_revision, reviews.involved_person]
lookback: "0"
lookahead: "0"
parameters: {}
dimensions: []
sensitive: false
minimum_denominator: 30
official:
  - series: ""
    name: Client Level Data, Method of Review
    differs: >-
      That field says of every review whether it was held with the person, the carer or both; this asks of reviews that led
      to a revision whether the person was involved.
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - How people were involved, and whether it made a difference.
  - Revisions made without a review.
version: 1.0.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
---*/
SELECT
    r.person_ref AS person,
    r.council,
    r.completed_on AS on_date,
    r.place,
    -- R6: as the record of the review says.
    CASE
        WHEN r.involved_person = 'yes' THEN 1
        WHEN r.involved_person = 'no' THEN 0
    END AS met,
    CASE WHEN coalesce(r.involved_person, 'unknown') = 'unknown' THEN 'not recorded' ELSE '' END AS reason
FROM reviews AS r
WHERE r.completed_on IS NOT NULL AND r.led_to_revision = 'yes'
