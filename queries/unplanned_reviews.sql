/*---
id: unplanned_reviews
title: People with an unplanned review
question: How many reviewed people had an unplanned review?
why: >-
  An unplanned review follows something that happened: a fall, a stay in hospital, a carer who can no longer help. Many may
  mean that councils answer to change, or that yearly reviews come too late to prevent it.
theme: review
duty: R5
strength: context
law: Care Act 2014 s.27(4)
grain: flow
kind: proportion
period: quarter
unit: percent
polarity: none
population: People with a review of any kind completed in the period.
numerator: Those of them with an unplanned review completed in the period.
unknown: Those of them of whose reviews it is not recorded whether they were planned, and who had none that is known to be unplanned.
unknown_rule: excluded
pick: any
exclusions:
  - Reviews requested and not completed.
  - People under 18.
needs: [people, reviews, reviews.completed_on]
basis: [records, cld]
lookback: "0"
lookahead: "0"
parameters: {}
dimensions: []
sensitive: false
minimum_denominator: 30
official:
  - series: unplanned_reviews_official
    name: SALT LTS002b, people with an unplanned review in the year
    differs: >-
      That figure is a share of the people with more than 12 months of long-term support; this one is of the people who were
      reviewed.
  - series: ""
    name: SALT LTS002a, unplanned reviews by what led to them
    differs: That return counted reviews; this counts people, each once in a period.
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - What led to the review.
  - Changes after which no review took place.
version: 1.1.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - {version: 1.1.0, date: "2026-12-01", what: A review of which it is not recorded whether it was planned is unknown.}
---*/
SELECT
    person_ref AS person,
    council,
    completed_on AS on_date,
    place,
    -- R5: of reviews whose kind is recorded.
    CASE WHEN kind = 'unplanned' THEN 1 WHEN kind <> 'unknown' THEN 0 END AS met,
    kind AS reason
FROM reviews
WHERE completed_on IS NOT NULL
