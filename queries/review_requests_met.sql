/*---
id: review_requests_met
title: People whose requested review was done or refused with a reason
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
population: >-
  People for whom a review was requested, by themselves or a carer, that fell due in the year, 28 days after the request.
numerator: Those of them whose review was completed on or before the due day, or is recorded as refused with a reason.
unknown: >-
  Those for whom a date of a review is recorded and cannot be read. What is neither done nor recorded as refused with a reason was left
  lying.
unknown_rule: excluded
pick: last
exclusions:
  - Reviews that nobody asked for.
  - People who died or moved before the due day.
  - People under 18.
needs:
  - people
  - reviews
  - reviews.reason
  - reviews.requested_on
  - reviews.completed_on
  - reviews.refused_reason
  - people.died_on
  - people.left_on
deeds: [reviews.completed_on]
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
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - Requests that the person took back; they are not in the records.
  - The day of a refusal, which the records do not hold; every refusal with a reason counts.
version: 1.2.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - version: 1.1.0
    date: "2026-12-01"
    what: "A request neither done nor recorded as refused with a reason is not met, no longer unknown; who died or moved before the due day is left out."
  - {version: 1.2.0, date: "2026-12-01", what: "Where a date of a review is recorded and cannot be read the answer is unknown, and not that it was not done."}
---*/
SELECT
    r.person,
    r.council,
    r.on_date,
    r.place,
    -- R4: done by the day, or recorded as refused with a reason, whether it was done late or not; else not met.
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
    WHERE requested_on IS NOT NULL AND reason IN ('requested', 'carer')
) AS r
INNER JOIN people ON people.person_ref = r.person
WHERE
    coalesce(people.died_on, DATE '9999-12-31') >= r.on_date
    AND coalesce(people.left_on, DATE '9999-12-31') >= r.on_date
