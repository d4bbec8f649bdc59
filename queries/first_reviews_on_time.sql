/*---
id: first_reviews_on_time
title: People reviewed within eight weeks of a new plan
question: Was a new plan reviewed in its first eight weeks?
why: >-
  A new plan is a forecast. The guidance asks for a light-touch look after six to eight weeks, while it is still easy to put right
  what does not work.
theme: review
duty: R1
strength: should
law: Care and Support Statutory Guidance, chapter 13 (six to eight weeks after agreement and sign-off)
grain: flow
kind: proportion
period: quarter
unit: percent
polarity: high_is_good
population: >-
  People with a new long-term plan whose first review fell due in the period, 56 days after sign-off, while the plan was in
  force.
numerator: Those of them reviewed on a later day than the sign-off and on or before the due day.
unknown: >-
  Those for whom a date of a review is recorded and cannot be read. A plan without a sign-off date is a draft and belongs to no period.
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
  - plans.signed_off_on
  - plans.ended_on
  - plans.end_reason
  - plans.first_plan
  - reviews.completed_on
deeds: [reviews.completed_on]
lookback: 3 months
lookahead: "0"
parameters:
  days:
    type: integer
    default: "56"
    min: "7"
    max: "365"
    words: Days within which the review is due.
  from:
    type: choice
    default: signed_off_on
    choices: [signed_off_on, started_on]
    words: The day the count begins.
dimensions: [setting]
sensitive: false
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - Reviews before the sixth week, which count as done although the guidance asks for six to eight.
  - What the review led to.
version: 1.2.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - version: 1.1.0
    date: "2026-12-01"
    what: "Counted from the start of the plan too, only a review after the sign-off counts, and a plan never signed off is a draft."
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
        CAST(
            CASE WHEN :from = 'started_on' THEN s.started_on ELSE s.signed_off_on END
            + INTERVAL '1' DAY * :days AS DATE
        ) AS on_date
    FROM plan_spells AS s
    WHERE
        s.term = 'long'
        AND s.signed_off_on IS NOT NULL
        AND s.continues = 0
        AND coalesce(s.first_plan, 'unknown') <> 'no'
) AS p
WHERE p.started_on <= p.on_date AND (p.to_date IS NULL OR p.to_date >= p.on_date)
