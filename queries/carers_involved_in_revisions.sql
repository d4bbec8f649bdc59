/*---
id: carers_involved_in_revisions
title: People whose carer was involved when the plan was revised
question: Were carers involved when the plan was revised?
why: >-
  Whoever gives unpaid care is a part of the plan. If the plan changes, so does what is left for them to do, and the council
  must involve them.
theme: review
duty: R6
strength: must
law: Care Act 2014 s.27(2)(b) and (3)(b)
grain: flow
kind: proportion
period: quarter
unit: percent
polarity: high_is_good
population: >-
  People with a review completed in the period that led to a revision of the plan, who have an unpaid carer, or of whom it is
  not recorded whether they have one.
numerator: Those of them whose carer was involved.
unknown: Those of them for whom this is not recorded, or of whom it is not recorded whether they have a carer.
unknown_rule: excluded
pick: last
exclusions:
  - Reviews that led to no revision, or for which that is not recorded.
  - People without an unpaid carer.
  - People under 18.
needs: [people, reviews, people.has_unpaid_carer, reviews.completed_on, reviews.led_to_revision, reviews.involved_carer]
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
      to a revision whether the person's carer was involved.
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - How people were involved, and whether it made a difference.
  - Revisions made without a review.
  - Carers of whom the council does not know.
version: 1.1.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - {version: 1.1.0, date: "2026-12-01", what: Of whom it is not recorded whether they have an unpaid carer the answer is unknown.}
---*/
SELECT
    r.person_ref AS person,
    r.council,
    r.completed_on AS on_date,
    r.place,
    -- R6: the duty is owed to a carer the person has; whether there is one must be recorded first.
    CASE
        WHEN coalesce(people.has_unpaid_carer, 'unknown') = 'unknown' THEN NULL
        WHEN r.involved_carer = 'yes' THEN 1
        WHEN r.involved_carer = 'no' THEN 0
    END AS met,
    CASE
        WHEN coalesce(people.has_unpaid_carer, 'unknown') = 'unknown' THEN 'carer not recorded'
        WHEN coalesce(r.involved_carer, 'unknown') = 'unknown' THEN 'not recorded'
        ELSE ''
    END AS reason
FROM reviews AS r
INNER JOIN people ON people.person_ref = r.person_ref
WHERE r.completed_on IS NOT NULL AND r.led_to_revision = 'yes' AND coalesce(people.has_unpaid_carer, 'unknown') <> 'no'
