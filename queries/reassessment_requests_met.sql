/*---
id: reassessment_requests_met
title: People whose requested reassessment was done within 28 days
question: Was a requested reassessment done within 28 days?
why: >-
  A person may ask for a new look at their needs at any time. A request that is not answered leaves them with support that may no
  longer fit.
theme: assessment
duty: "-"
strength: source
law: Factsheet for families on care and support plans; the 28 days are ours
grain: flow
kind: proportion
period: year
unit: percent
polarity: high_is_good
population: People who asked for a reassessment that fell due in the period, 28 days after they asked.
numerator: Those of them whose reassessment was completed on or before the due day.
unknown: >-
  Those for whom a date of an assessment is recorded and cannot be read. A request without its day has no due day and belongs to no
  period.
unknown_rule: excluded
pick: last
exclusions:
  - Reassessments that the person refused or that were halted.
  - People who died or moved to another council before the due day.
  - People under 18.
needs:
  - people
  - assessments
  - people.died_on
  - people.left_on
  - assessments.requested_on
  - assessments.completed_on
  - assessments.outcome
deeds: [assessments.completed_on]
lookback: 28 days
lookahead: "0"
parameters:
  days:
    type: integer
    default: "28"
    min: "0"
    max: "365"
    words: Days after the request within which the reassessment must be completed.
dimensions: []
sensitive: false
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - Requests that nobody recorded.
  - Requests that the person took back, which the records cannot tell from those not answered.
  - Requests that the council declined; they count as not met.
version: 1.1.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - {version: 1.1.0, date: "2026-12-01", what: "Where a date of an assessment is recorded and cannot be read the answer is unknown, and not that it was not done."}
---*/
SELECT
    r.person,
    r.council,
    r.due_on AS on_date,
    r.place,
    -- Ours: the due day is in time; none completed is late.
    CASE WHEN r.completed_on <= r.due_on THEN 1 ELSE 0 END AS met,
    CASE WHEN r.completed_on IS NULL THEN 'not done' ELSE 'done' END AS reason
FROM (
    SELECT
        person_ref AS person,
        council,
        place,
        completed_on,
        CAST(requested_on + INTERVAL '1' DAY * :days AS DATE) AS due_on
    FROM assessments
    WHERE kind = 'reassessment' AND requested_on IS NOT NULL AND coalesce(outcome, 'unknown') NOT IN ('refused', 'halted')
) AS r
INNER JOIN people ON people.person_ref = r.person
WHERE
    coalesce(people.died_on, DATE '9999-12-31') >= r.due_on
    AND coalesce(people.left_on, DATE '9999-12-31') >= r.due_on
