/*---
id: first_direct_payment_reviews_on_time
title: People whose new direct payment was reviewed within six months
question: Was a new direct payment reviewed within six months?
why: >-
  Running one's own support is new to most people. The regulations make the council look, in the first six months, at whether
  the payment works and whether the person copes with it.
theme: direct_payment
duty: D6
strength: must
law: Care and Support (Direct Payments) Regulations 2014 (SI 2014/2871) reg. 7
grain: flow
kind: proportion
period: year
unit: percent
polarity: high_is_good
population: >-
  People whose direct payment was to be reviewed for the first time by a day of the year, six months after the first
  payment, and was still paid on that day.
numerator: Those of them whose payment was reviewed after the first payment and on or before that day.
unknown: >-
  Those for whom a date of a review is recorded and cannot be read. A payment without the day it was first paid has no due day and
  belongs to no period.
unknown_rule: excluded
pick: last
exclusions:
  - Payments that stopped, and people who died or moved, before the due day.
  - People under 18.
needs:
  - people
  - direct_payments
  - reviews
  - people.died_on
  - people.left_on
  - direct_payments.first_paid_on
  - direct_payments.ended_on
  - reviews.completed_on
  - reviews.dp_ref
deeds: [reviews.completed_on]
lookback: 6 months
lookahead: "0"
parameters:
  months:
    type: integer
    default: "6"
    min: "1"
    max: "24"
    words: Months after the first payment within which the review is due.
dimensions: []
sensitive: false
council_totals_only: true
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - Reviews of the plan in which the payment was spoken of and not named.
  - What the review led to.
version: 1.1.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - {version: 1.1.0, date: "2026-12-01", what: "Where a date of a review is recorded and cannot be read the answer is unknown, and not that it was not done."}
---*/
SELECT
    d.person,
    d.council,
    d.on_date,
    d.place,
    -- D6: the last day of the six months is in time; no review is late.
    CASE WHEN d.first_reviewed_on <= d.on_date THEN 1 ELSE 0 END AS met,
    CASE WHEN d.first_reviewed_on IS NULL THEN 'not reviewed' ELSE 'reviewed' END AS reason
FROM (
    SELECT
        p.person,
        p.council,
        p.place,
        p.to_date,
        CAST(p.first_paid_on + INTERVAL '1' MONTH * :months AS DATE) AS on_date,
        min(r.reviewed_on) AS first_reviewed_on
    FROM paid_payments AS p
    LEFT JOIN payment_reviews AS r ON r.payment = p.payment
    GROUP BY p.person, p.council, p.payment, p.place, p.to_date, p.first_paid_on
) AS d
WHERE d.to_date IS NULL OR d.to_date >= d.on_date
