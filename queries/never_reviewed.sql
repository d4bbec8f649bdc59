/*---
id: never_reviewed
title: People supported for a year and never reviewed
question: Who has had support for 12 months and no review at all?
why: >-
  Some people are reviewed late; others never. For them the plan is still the forecast it was on its first day.
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
numerator: Those of them of whom no completed review, first, planned or unplanned, on any plan, is recorded.
unknown: >-
  Those for whom a date of a review is recorded and cannot be read. A review without the day it was completed did not take place.
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
deeds: [reviews.completed_on]
lookback: 12 months
lookahead: "0"
parameters:
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
  - Reviews older than the council's records; whoever was reviewed only before they begin looks like somebody never reviewed.
  - A review that took place and was not recorded looks the same as one that did not.
version: 1.1.0
changes:
  - {version: 1.0.0, date: "2026-12-01", what: First version.}
  - {version: 1.1.0, date: "2026-12-01", what: "Where a date of a review is recorded and cannot be read the answer is unknown, and not that it was not done."}
---*/
-- R2: never reviewed until the first completed review of kind first, planned or unplanned on any plan, reviewed from that day on.
SELECT
    s.person,
    s.council,
    CASE WHEN ever.reviewed = 1 THEN greatest(coalesce(s.counts_from, s.reviewed_on), s.reviewed_on) ELSE s.counts_from END AS from_date,
    CASE
        WHEN ever.reviewed = 1 OR s.reviewed_on IS NULL THEN s.to_date
        ELSE least(coalesce(s.to_date, DATE '9999-12-31'), CAST(s.reviewed_on - INTERVAL '1' DAY AS DATE))
    END AS to_date,
    1 - ever.reviewed AS met,
    CASE WHEN ever.reviewed = 1 THEN 'reviewed' ELSE 'never reviewed' END AS reason
FROM (
    SELECT
        spans.person,
        spans.council,
        CAST(spans.from_date + INTERVAL '1' MONTH * :in_force_months AS DATE) AS counts_from,
        spans.to_date,
        min(r.completed_on) AS reviewed_on
    FROM support_spans AS spans
    LEFT JOIN reviews AS r ON r.person_ref = spans.person AND r.kind IN ('first', 'planned', 'unplanned', 'unknown')
    WHERE spans.adult = 0
    GROUP BY spans.person, spans.council, spans.span, spans.from_date, spans.to_date
) AS s
CROSS JOIN (VALUES (0), (1)) AS ever (reviewed)
WHERE
    s.counts_from <= coalesce(s.to_date, DATE '9999-12-31')
    AND CASE
        WHEN ever.reviewed = 1 THEN s.reviewed_on <= coalesce(s.to_date, DATE '9999-12-31')
        ELSE s.reviewed_on IS NULL OR s.reviewed_on > s.counts_from
    END
