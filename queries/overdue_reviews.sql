/*---
id: overdue_reviews
title: People whose yearly review is overdue
question: How many people's yearly review is overdue?
why: >-
  Needs change. A plan that nobody looks at for more than a year may no longer fit the person it was made for, and the person has
  no set moment at which to say so.
theme: review
duty: R2
strength: should
law: Care Act 2014 s.27(1)(a); Care and Support Statutory Guidance, chapter 13 (no later than every 12 months)
grain: snapshot
kind: proportion
period: quarter
unit: percent
polarity: low_is_good
population: People with long-term support in force on the day and for 12 months or more without a break.
numerator: Those of them whose last completed review, or first sign-off where there was none, lies more than 12 months back.
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
lookback: 12 months
lookahead: "0"
parameters:
  months:
    type: integer
    default: "12"
    min: "1"
    max: "36"
    words: Months within which a review is due.
  in_force_months:
    type: integer
    default: "12"
    min: "0"
    max: "36"
    words: Months for which support must have been in force.
dimensions: []
sensitive: false
minimum_denominator: 30
official:
  - series: ""
    name: SALT LTS002b over LTS001c, people reviewed in the year
    differs: >-
      The official figure counts people reviewed at any time in a financial year; this one counts people whose review is overdue on
      one day. They are not complements of each other, since a person may be reviewed in month 1 and be overdue in month 14.
  - series: ""
    name: DHSC adult social care activity report, table LTS002, from 2024-25
    differs: >-
      That table counts reviews in client level data over a year; this counts people without one that is recent enough, on one day.
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - Whether support was suspended on the day; the records do not say.
  - How late the reviews are, or how good the reviews were that took place.
  - A review that took place and was not recorded looks the same as one that did not.
  - Reviews older than the council's records, where a plan was signed off so late that the year is counted from that day.
version: 1.1.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - {version: 1.1.0, date: "2026-12-01", what: "Where a date of a sign-off or a review is recorded and cannot be read the answer is unknown, and not that it was not done."}
---*/
-- R2: the clock stands still between reviews (shared/33_review_clock.sql): up to the due day nobody is overdue, after it they are.
SELECT
    person,
    council,
    from_date,
    to_date,
    0 AS met,
    'in time' AS reason
FROM (
    SELECT
        c.person,
        c.council,
        greatest(
            coalesce(c.from_date, DATE '0001-01-01'),
            CAST(c.supported_from + INTERVAL '1' MONTH * :in_force_months AS DATE)
        ) AS from_date,
        least(
            coalesce(c.to_date, DATE '9999-12-31'),
            CAST(c.clock + INTERVAL '1' MONTH * :months AS DATE)
        ) AS to_date
    FROM review_clock AS c
) AS in_time
WHERE from_date <= to_date
UNION ALL
-- R2: from the day after the due day a person is overdue, until a review or the end of support.
SELECT
    person,
    council,
    from_date,
    to_date,
    1 AS met,
    'overdue' AS reason
FROM (
    SELECT
        c.person,
        c.council,
        greatest(
            coalesce(c.from_date, DATE '0001-01-01'),
            CAST(c.supported_from + INTERVAL '1' MONTH * :in_force_months AS DATE),
            CAST(CAST(c.clock + INTERVAL '1' MONTH * :months AS DATE) + INTERVAL '1' DAY AS DATE)
        ) AS from_date,
        c.to_date
    FROM review_clock AS c
) AS overdue
WHERE to_date IS NULL OR from_date <= to_date
