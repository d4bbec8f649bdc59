/*---
id: plans_made_when_due
title: Plans made within 28 days of the decision to meet needs
question: Did people whose needs will be met get a plan within 28 days?
why: >-
  Once a council is to meet needs it must write a plan. Without one a person has neither an agreed account of the support they are
  to get nor a personal budget.
theme: plan
duty: P1
strength: must
law: Care Act 2014 s.24(1); the Act names no time, the 28 days are ours
grain: flow
kind: proportion
period: quarter
unit: percent
polarity: high_is_good
population: People whose needs the council is to meet, by an assessment completed 28 days before; the 28th day falls in the period.
numerator: >-
  Those of them with a plan from that assessment, signed off on or before the 28th day or, where it was never signed off,
  started by then.
unknown: Nobody. An assessment without a day of completion has no due day and belongs to no period.
unknown_rule: excluded
pick: last
exclusions:
  - People who died or moved to another council before the due day.
  - People who withdrew, that is whose plan from the assessment ended for that reason, before the due day.
  - Assessments for which it is not recorded whether needs will be met.
  - People under 18.
needs:
  - people
  - assessments
  - plans
  - people.died_on
  - people.left_on
  - assessments.completed_on
  - assessments.meets_needs
  - plans.assessment_ref
  - plans.signed_off_on
  - plans.ended_on
  - plans.end_reason
lookback: 28 days
lookahead: "0"
parameters:
  days:
    type: integer
    default: "28"
    min: "0"
    max: "365"
    words: Days after the assessment within which the plan must be made.
dimensions: []
sensitive: false
minimum_denominator: 30
official: []
does_not_show:
  - A plan that does not name the assessment it came from counts as missing.
  - Whether support began.
  - Reassessments after which the old plan simply went on, which count as without a plan.
version: 1.0.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
---*/
SELECT
    d.person,
    d.council,
    d.due_on AS on_date,
    d.reference,
    CASE WHEN min(coalesce(p.signed_off_on, p.started_on)) <= d.due_on THEN 1 ELSE 0 END AS met,
    CASE WHEN count(p.plan_ref) = 0 THEN 'no plan' ELSE 'plan' END AS reason
FROM (
    SELECT
        person_ref AS person,
        council,
        assessment_ref AS reference,
        CAST(completed_on + INTERVAL '1' DAY * :days AS DATE) AS due_on
    FROM assessments
    WHERE meets_needs = 'yes' AND completed_on IS NOT NULL
) AS d
INNER JOIN people ON people.person_ref = d.person
LEFT JOIN plans AS p ON p.person_ref = d.person AND p.assessment_ref = d.reference
WHERE
    coalesce(people.died_on, DATE '9999-12-31') >= d.due_on
    AND coalesce(people.left_on, DATE '9999-12-31') >= d.due_on
GROUP BY d.person, d.council, d.due_on, d.reference
HAVING coalesce(min(CASE WHEN p.end_reason = 'withdrew' THEN p.ended_on END), DATE '9999-12-31') >= d.due_on
