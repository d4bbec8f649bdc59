/*---
id: review_requests_met
title: Requested reviews done or refused with a reason
question: Were requested reviews done, or refused with a reason, within 28 days?
why: >-
  Anyone with a plan may ask for a review when they have reason to, and so may a carer. The council may refuse, but must say
  why; what it may not do is leave the request lying.
theme: review
duty: R4
strength: must
law: Care Act 2014 s.27(1)(b); the 28 days are ours
grain: flow
kind: proportion
period: year
unit: percent
polarity: high_is_good
population: People for whom a review was requested, by themselves or a carer, that fell due in the year, 28 days after the request.
numerator: Those of them whose review was completed on or before the due day, or was refused with a reason.
unknown: Those of them with no review, for whom it is not recorded whether it was refused with a reason.
unknown_rule: excluded
pick: last
exclusions:
  - Reviews that nobody asked for.
  - People under 18.
needs: [people, reviews, reviews.reason, reviews.requested_on, reviews.completed_on, reviews.refused_reason]
lookback: 28 days
lookahead: "0"
parameters:
  days:
    type: integer
    default: "28"
    min: "0"
    max: "365"
    words: Days after the request within which the review must be completed.
dimensions: []
sensitive: false
minimum_denominator: 30
official: []
does_not_show:
  - Requests that the person took back; they are not in the records.
  - The day of a refusal, which the records do not hold; every refusal with a reason counts.
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
    CASE
        WHEN completed_on <= on_date OR refused_reason = 'yes' THEN 1
        WHEN completed_on IS NOT NULL OR refused_reason = 'no' THEN 0
    END AS met,
    CASE
        WHEN completed_on <= on_date THEN 'done'
        WHEN refused_reason = 'yes' THEN 'refused with a reason'
        WHEN completed_on IS NOT NULL THEN 'done late'
        WHEN refused_reason = 'no' THEN 'not done'
        ELSE 'not done, refusal not recorded'
    END AS reason
FROM (
    SELECT
        person_ref AS person,
        council,
        review_ref AS reference,
        completed_on,
        refused_reason,
        CAST(requested_on + INTERVAL '1' DAY * :days AS DATE) AS on_date
    FROM reviews
    WHERE requested_on IS NOT NULL AND reason IN ('requested', 'carer')
) AS requests
