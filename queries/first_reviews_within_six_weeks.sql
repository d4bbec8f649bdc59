/*---
id: first_reviews_within_six_weeks
title: People reviewed within six weeks of the start
question: Was it reviewed within six weeks of starting?
why: >-
  Families are told to expect a first look four to six weeks after the support begins, while it is still easy to put right
  what does not work. The guidance allows two weeks more and counts from sign-off.
theme: review
duty: R1
strength: source
law: Families' factsheet (four to six weeks after the plan is put in place)
grain: flow
kind: proportion
period: quarter
unit: percent
polarity: high_is_good
population: >-
  People with a new long-term plan, signed off at some time, whose first review fell due in the period, 42 days after the plan
  started, while the plan was in force.
numerator: Those of them reviewed on a later day than the sign-off and on or before the due day.
unknown: >-
  Those for whom a date of a review is recorded and cannot be read. The start of a plan is always recorded, and one never signed off is
  a draft.
unknown_rule: excluded
pick: last
exclusions:
  - Short-term plans, and drafts, that is plans never signed off.
  - Plans that ended, and people who died or moved, before the due day.
  - Revisions of an existing plan.
  - People under 18.
needs:
  - people
  - plans
  - reviews
  - people.died_on
  - people.left_on
  - plans.ended_on
  - plans.end_reason
  - plans.first_plan
  - reviews.completed_on
  - plans.signed_off_on
deeds: [reviews.completed_on]
lookback: 2 months
lookahead: "0"
follow_up: 3 months
parameters:
  days:
    type: integer
    default: "42"
    min: "7"
    max: "365"
    words: Days after the start within which the review is due.
dimensions: [setting]
sensitive: false
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - Reviews before the fourth week, which count as done although the factsheet asks for four to six.
  - What the review led to.
version: 1.2.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - {version: 1.1.0, date: "2026-12-01", what: "Only a review after the sign-off counts, and a plan never signed off is a draft."}
  - {version: 1.1.1, date: "2026-12-01", what: A period is unfinished until three months after its end.}
  - {version: 1.2.0, date: "2026-12-01", what: "Where a date of a review is recorded and cannot be read the answer is unknown, and not that it was not done."}
---*/
SELECT
    p.person,
    p.council,
    p.setting,
    p.on_date,
    p.place,
    -- R1: a review on a later day than the sign-off and by the due day; one between sign-off and start counts.
    CASE WHEN EXISTS (
        SELECT 1
        FROM reviews AS r
        WHERE r.person_ref = p.person AND r.completed_on > p.signed_off_on AND r.completed_on <= p.on_date
    ) THEN 1 ELSE 0 END AS met,
    '' AS reason
FROM (
    SELECT
        s.person,
        s.council,
        s.setting,
        s.place,
        s.started_on,
        s.signed_off_on,
        s.to_date,
        CAST(s.started_on + INTERVAL '1' DAY * :days AS DATE) AS on_date
    FROM plan_spells AS s
    WHERE
        s.term = 'long'
        AND s.signed_off_on IS NOT NULL
        AND s.continues = 0
        AND coalesce(s.first_plan, 'unknown') <> 'no'
) AS p
WHERE p.started_on <= p.on_date AND (p.to_date IS NULL OR p.to_date >= p.on_date)
