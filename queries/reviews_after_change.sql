/*---
id: reviews_after_change
title: People reviewed within 28 days of a change of circumstances
question: When circumstances changed, was a review done within 28 days?
why: >-
  When a person's circumstances change in a way that touches the plan, the council must look at it anew. Until it does, the
  person lives with support made for another life.
theme: review
duty: R5
strength: must
law: Care Act 2014 s.27(4); the 28 days are ours
grain: flow
kind: proportion
period: year
unit: percent
polarity: high_is_good
population: >-
  People for whom an unplanned review was called for because their circumstances had changed and fell due in the year, 28 days
  after it was called for.
numerator: Those of them whose review was completed on or before the due day, or is recorded as refused with a reason.
unknown: >-
  Those for whom a date of a review is recorded and cannot be read. A review without the day it was called for has no due day and
  belongs to no period.
unknown_rule: excluded
pick: last
exclusions:
  - Unplanned reviews for any other reason, or for none recorded.
  - People who died or moved before the due day.
  - People under 18.
needs:
  - people
  - reviews
  - reviews.reason
  - reviews.requested_on
  - reviews.completed_on
  - people.died_on
  - people.left_on
  - reviews.refused_reason
deeds: [reviews.completed_on]
lookback: 28 days
lookahead: "0"
parameters:
  days:
    type: integer
    default: "28"
    min: "0"
    max: "365"
    words: Days after the review was called for within which it must be completed.
dimensions: []
sensitive: false
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - Changes that nobody told the council of, or that nobody recorded.
  - Whether the plan was changed in the end.
version: 1.2.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - version: 1.1.0
    date: "2026-12-01"
    what: A refusal with a reason recorded counts as an answer; who died or moved before the due day is left out.
  - {version: 1.2.0, date: "2026-12-01", what: "Where a date of a review is recorded and cannot be read the answer is unknown, and not that it was not done."}
---*/
SELECT
    r.person,
    r.council,
    r.on_date,
    r.place,
    -- R5: done by the day. As with every request, a refusal with a reason recorded is an answer.
    CASE WHEN r.completed_on <= r.on_date OR r.refused_reason = 'yes' THEN 1 ELSE 0 END AS met,
    CASE
        WHEN r.completed_on <= r.on_date THEN 'done'
        WHEN r.refused_reason = 'yes' THEN 'refused with a reason'
        WHEN r.completed_on IS NOT NULL THEN 'done late'
        ELSE 'not done'
    END AS reason
FROM (
    SELECT
        person_ref AS person,
        council,
        place,
        completed_on,
        refused_reason,
        CAST(requested_on + INTERVAL '1' DAY * :days AS DATE) AS on_date
    FROM reviews
    WHERE requested_on IS NOT NULL AND kind = 'unplanned' AND reason = 'changed_circumstances'
) AS r
INNER JOIN people ON people.person_ref = r.person
WHERE
    coalesce(people.died_on, DATE '9999-12-31') >= r.on_date
    AND coalesce(people.left_on, DATE '9999-12-31') >= r.on_date
