/*---
id: reviews_after_change
title: Reviews after a change of circumstances
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
  People for whom an unplanned review was called for because their circumstances had changed and fell due in the year, 28
  days after it was called for.
numerator: Those of them whose review was completed on or before the due day.
unknown: Nobody. A review without the day it was called for has no due day and belongs to no period.
unknown_rule: excluded
pick: last
exclusions:
  - Unplanned reviews for any other reason, or for none recorded.
  - People under 18.
needs: [people, reviews, reviews.reason, reviews.requested_on, reviews.completed_on]
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
  - Changes that nobody told the council of, or that nobody recorded.
  - Whether the plan was changed in the end.
  - People who died or moved before the due day; they count like the others.
version: 1.0.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
---*/
SELECT
    person,
    council,
    on_date,
    reference,
    CASE WHEN completed_on <= on_date THEN 1 ELSE 0 END AS met,
    CASE WHEN completed_on IS NULL THEN 'not done' ELSE 'done' END AS reason
FROM (
    SELECT
        person_ref AS person,
        council,
        review_ref AS reference,
        completed_on,
        CAST(requested_on + INTERVAL '1' DAY * :days AS DATE) AS on_date
    FROM reviews
    WHERE requested_on IS NOT NULL AND kind = 'unplanned' AND reason = 'changed_circumstances'
) AS changes
