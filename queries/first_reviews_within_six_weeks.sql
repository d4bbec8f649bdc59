/*---
id: first_reviews_within_six_weeks
title: First reviews within six weeks of the start
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
  People with a new long-term plan whose first review fell due in the period, 42 days after the plan started, while the plan
  was in force.
numerator: Those of them reviewed after the start and on or before the due day.
unknown: Nobody. The start of a plan is always recorded.
unknown_rule: excluded
pick: last
exclusions:
  - Short-term plans.
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
lookback: 2 months
lookahead: "0"
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
  - Reviews before the fourth week, which count as done although the factsheet asks for four to six.
  - What the review led to.
version: 1.0.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
---*/
SELECT
    p.person,
    p.council,
    p.setting,
    p.on_date,
    p.plan AS reference,
    CASE WHEN p.reviewed_on <= p.on_date THEN 1 ELSE 0 END AS met,
    CASE WHEN p.reviewed_on IS NULL THEN 'not reviewed' ELSE 'reviewed' END AS reason
FROM (
    SELECT
        s.person,
        s.council,
        s.setting,
        s.plan,
        s.to_date,
        CAST(s.started_on + INTERVAL '1' DAY * :days AS DATE) AS on_date,
        min(r.completed_on) AS reviewed_on
    FROM plan_spells AS s
    LEFT JOIN reviews AS r ON r.person_ref = s.person AND r.completed_on > s.started_on
    WHERE s.term = 'long' AND s.continues = 0 AND coalesce(s.first_plan, 'unknown') <> 'no'
    GROUP BY s.person, s.council, s.setting, s.plan, s.to_date, s.started_on
) AS p
WHERE p.to_date IS NULL OR p.to_date >= p.on_date
