/*---
id: overdue_over_six_months
title: People whose review is more than six months overdue
question: Whose review is more than six months overdue?
why: >-
  A review a few weeks late is a full diary. One that is more than half a year late is a person nobody has looked at for
  eighteen months.
theme: review
duty: R2
strength: should
law: >-
  Care Act 2014 s.27(1)(a); Care and Support Statutory Guidance, chapter 13 (no later than every 12 months); the six months
  are ours
grain: snapshot
kind: proportion
period: year
unit: percent
polarity: low_is_good
population: People with long-term support in force on the day and for 12 months or more without a break.
numerator: >-
  Those of them whose review was due more than six months before: 12 months after the last completed one, or after the first
  sign-off where there was none.
unknown: >-
  Those for whom a date of a sign-off or a review is recorded and cannot be read. The start of a plan is always recorded, so there is
  always a date to count from.
unknown_rule: excluded
pick: last
exclusions:
  - Short-term plans.
  - People under 18.
needs:
  - people
  - plans
  - reviews
  - people.died_on
  - people.left_on
  - plans.signed_off_on
  - plans.ended_on
  - plans.end_reason
  - reviews.completed_on
deeds: [plans.signed_off_on, reviews.completed_on]
basis: [records, cld]
lookback: 18 months
lookahead: "0"
parameters:
  months:
    type: integer
    default: "12"
    min: "1"
    max: "36"
    words: Months within which a review is due.
  late_months:
    type: integer
    default: "6"
    min: "0"
    max: "36"
    words: Months after the due day by which the review must be late by more.
  in_force_months:
    type: integer
    default: "12"
    min: "0"
    max: "36"
    words: Months for which support must have been in force.
dimensions: []
sensitive: false
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - Whether support was suspended on the day; the records do not say.
  - A review that took place and was not recorded looks the same as one that did not.
  - Reviews older than the council's records, where a plan was signed off so late that the year is counted from that day.
version: 1.1.0
changes:
  - {version: 1.0.0, date: "2026-12-01", what: First version.}
  - {version: 1.1.0, date: "2026-12-01", what: "Where a date of a sign-off or a review is recorded and cannot be read the answer is unknown, and not that it was not done."}
---*/
-- R2: the clock stands still between reviews (shared/33_review_clock.sql); more than six months late is a day later than the due day and six months.
SELECT
    c.person,
    c.council,
    CASE WHEN late.is_late = 1 THEN greatest(coalesce(c.counts_from, c.late_from), c.late_from) ELSE c.counts_from END AS from_date,
    CASE
        WHEN late.is_late = 1 THEN c.to_date
        ELSE least(coalesce(c.to_date, DATE '9999-12-31'), CAST(c.late_from - INTERVAL '1' DAY AS DATE))
    END AS to_date,
    late.is_late AS met,
    CASE WHEN late.is_late = 1 THEN 'more than six months overdue' ELSE 'not so late' END AS reason
FROM (
    SELECT
        person,
        council,
        greatest(
            coalesce(from_date, DATE '0001-01-01'),
            CAST(supported_from + INTERVAL '1' MONTH * :in_force_months AS DATE)
        ) AS counts_from,
        to_date,
        CAST(
            CAST(CAST(clock + INTERVAL '1' MONTH * :months AS DATE) + INTERVAL '1' MONTH * :late_months AS DATE)
            + INTERVAL '1' DAY AS DATE
        ) AS late_from
    FROM review_clock
) AS c
CROSS JOIN (VALUES (0), (1)) AS late (is_late)
WHERE
    CASE
        WHEN late.is_late = 1 THEN greatest(coalesce(c.counts_from, c.late_from), c.late_from) <= coalesce(c.to_date, DATE '9999-12-31')
        ELSE c.counts_from <= coalesce(c.to_date, DATE '9999-12-31') AND c.counts_from < c.late_from
    END
