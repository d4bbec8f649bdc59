/*---
id: review_request_waiting_days
title: Days people wait for a review they asked for
question: How long from request to review?
why: >-
  Whoever asks for a review has a reason to. Until it comes they live with a plan that, as they see it, does not fit.
theme: review
duty: R4
strength: must
law: Care Act 2014 s.27(1)(b); the Act names no time
grain: flow
kind: days
period: year
unit: days
polarity: low_is_good
population: People with a review completed in the year that they, or a carer, had requested.
numerator: >-
  Those of them for whom the day of the request is recorded: of their waits, the median is given.
unknown: Those of them for whom the day of the request is not recorded.
unknown_rule: excluded
pick: last
exclusions:
  - Reviews that nobody asked for.
  - Requested reviews that have not been done.
  - People under 18.
needs: [people, reviews, reviews.reason, reviews.requested_on, reviews.completed_on]
lookback: "0"
lookahead: "0"
parameters: {}
dimensions: []
sensitive: false
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - People still waiting, and requests refused; review_requests_met counts these.
  - How far waits lie apart; half of the people wait less than the median and half wait more.
version: 1.0.0
changes:
  - {version: 1.0.0, date: "2026-12-01", what: First version.}
---*/
SELECT
    person_ref AS person,
    council,
    completed_on AS on_date,
    place,
    -- R4: a wait whose beginning is not recorded is not known.
    CASE WHEN requested_on IS NOT NULL THEN 1 END AS met,
    CASE WHEN requested_on IS NULL THEN 'day of the request not recorded' ELSE '' END AS reason,
    date_diff('day', requested_on, completed_on) AS amount
FROM reviews
WHERE completed_on IS NOT NULL AND reason IN ('requested', 'carer')
