/*---
id: reviewed_in_year
title: People reviewed in the last twelve months
question: How many were reviewed in the last twelve months?
why: >-
  The guidance asks for a review at least once a year. This is the share of people for whom that held in the year that has
  just ended, counted as councils counted it for national statistics.
theme: review
duty: R3
strength: should
law: Care Act 2014 s.27(1)(a); Care and Support Statutory Guidance, chapter 13 (no later than every 12 months)
grain: snapshot
kind: proportion
period: year
unit: percent
polarity: high_is_good
population: Adults with long-term support in force on the last day of the year and for more than 12 months without a break.
numerator: >-
  Those of them with a review, first, planned or unplanned, completed in the 12 months that end with that day. One of a direct
  payment alone does not count.
unknown: >-
  Those for whom a date of a review is recorded and cannot be read. A review without the day it was completed did not take place.
unknown_rule: excluded
pick: last
exclusions:
  - Short-term plans.
  - Carers.
  - People under 18.
needs: [people, plans, reviews, people.died_on, people.left_on, plans.ended_on, plans.end_reason, reviews.completed_on]
deeds: [reviews.completed_on]
basis: [records, cld]
lookback: 13 months
lookahead: "0"
parameters:
  months:
    type: integer
    default: "12"
    min: "1"
    max: "36"
    words: Months that the reviews are looked for in.
  in_force_months:
    type: integer
    default: "12"
    min: "0"
    max: "36"
    words: Months for more than which support must have been in force.
dimensions: []
sensitive: false
council_totals_only: true
minimum_denominator: 30
official:
  - series: reviewed_in_year_official
    name: SALT LTS002b over LTS001c, people reviewed in the year
    differs: >-
      That return counted services and reviews that councils added up themselves; this counts plans and reviews person by
      person.
  - series: ""
    name: DHSC adult social care activity report, table LTS002, from 2024-25
    differs: >-
      That table counts reviews in client level data, held with the person or with the person and a carer; this counts people with
      long-term support for more than 12 months, each once.
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - People who were reviewed in the year and left before it ended.
  - How good the review was, or what it led to.
  - A review that took place and was not recorded looks the same as one that did not.
version: 1.1.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - {version: 1.1.0, date: "2026-12-01", what: "Where a date of a review is recorded and cannot be read the answer is unknown, and not that it was not done."}
---*/
-- R3: a stretch begins with the span of support, and again with each review in it; a review answers for the 12 months it begins.
SELECT
    person,
    council,
    from_date,
    to_date,
    1 AS met,
    'reviewed' AS reason
FROM (
    SELECT
        s.person,
        s.council,
        greatest(
            coalesce(s.from_date, DATE '0001-01-01'),
            CAST(CAST(s.supported_from + INTERVAL '1' MONTH * :in_force_months AS DATE) + INTERVAL '1' DAY AS DATE)
        ) AS from_date,
        least(
            coalesce(s.to_date, DATE '9999-12-31'),
            CAST(CAST(s.reviewed_on + INTERVAL '1' MONTH * :months AS DATE) - INTERVAL '1' DAY AS DATE)
        ) AS to_date
    FROM adult_review_stretches AS s
    WHERE s.reviewed_on IS NOT NULL
) AS reviewed
WHERE from_date <= to_date
UNION ALL
-- R3: from the day those 12 months are over a person counts as not reviewed.
SELECT
    person,
    council,
    from_date,
    to_date,
    0 AS met,
    'not reviewed' AS reason
FROM (
    SELECT
        s.person,
        s.council,
        greatest(
            coalesce(s.from_date, DATE '0001-01-01'),
            CAST(CAST(s.supported_from + INTERVAL '1' MONTH * :in_force_months AS DATE) + INTERVAL '1' DAY AS DATE),
            coalesce(CAST(s.reviewed_on + INTERVAL '1' MONTH * :months AS DATE), DATE '0001-01-01')
        ) AS from_date,
        s.to_date
    FROM adult_review_stretches AS s
) AS not_reviewed
WHERE to_date IS NULL OR from_date <= to_date
