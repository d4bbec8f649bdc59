/*---
id: plans_made_when_due
title: People with a plan within 28 days of the decision to meet needs
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
population: >-
  People whose needs the council is to meet, by an assessment completed 28 days before, or of whom the decision is not
  recorded; the 28th day falls in the period.
numerator: >-
  Those of them with a plan from that assessment signed off on or before the 28th day, or with any long-term plan, signed off
  by then, in force on it.
unknown: >-
  Those of them of whom it is not recorded whether needs will be met; and those for whom a date of a sign-off is recorded and cannot be
  read.
unknown_rule: excluded
pick: last
exclusions:
  - People who died or moved to another council before the due day.
  - People who withdrew, that is whose plan from the assessment ended for that reason, before the due day.
  - Assessments after which needs will not be met, and those that found no eligible needs and record no decision.
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
  - assessments.outcome
deeds: [plans.signed_off_on]
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
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - Whether a long-term plan that went on was looked at anew.
  - Whether support began.
version: 1.2.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - version: 1.1.0
    date: "2026-12-01"
    what: A long-term plan in force on the due day is a plan; a draft is none; where the decision is not recorded the answer is unknown.
  - {version: 1.2.0, date: "2026-12-01", what: "Where a date of a sign-off is recorded and cannot be read the answer is unknown, and not that it was not done."}
---*/
SELECT
    person,
    council,
    due_on AS on_date,
    place,
    CASE
        WHEN decision = 'unknown' THEN NULL
        WHEN plans_made > 0 THEN 1
        ELSE 0
    END AS met,
    CASE
        WHEN decision = 'unknown' THEN 'not recorded whether needs will be met'
        WHEN plans_made > 0 THEN 'plan'
        ELSE 'no plan'
    END AS reason
FROM (
    SELECT
        d.person,
        d.council,
        d.due_on,
        d.place,
        d.decision,
        -- P1: a plan of that assessment signed off by the due day, or any long-term plan in force on it. A draft is no plan.
        sum(
            CASE
                WHEN p.signed_off_on IS NULL OR p.signed_off_on > d.due_on THEN 0
                WHEN p.assessment_ref = d.assessment THEN 1
                WHEN p.term = 'long' AND p.started_on <= d.due_on AND coalesce(p.ended_on, DATE '9999-12-31') >= d.due_on THEN 1
                ELSE 0
            END
        ) AS plans_made,
        sum(
            CASE WHEN p.assessment_ref = d.assessment AND p.end_reason = 'withdrew' AND p.ended_on < d.due_on THEN 1 ELSE 0 END
        ) AS withdrawn
    FROM (
        SELECT
            person_ref AS person,
            council,
            assessment_ref AS assessment,
            place,
            coalesce(meets_needs, 'unknown') AS decision,
            CAST(completed_on + INTERVAL '1' DAY * :days AS DATE) AS due_on
        FROM assessments
        WHERE
            completed_on IS NOT NULL
            -- P1: the duty begins with the decision to meet needs. Where it is not recorded nobody can tell, but for those without eligible needs.
            AND (
                meets_needs = 'yes'
                OR (coalesce(meets_needs, 'unknown') = 'unknown' AND coalesce(outcome, 'unknown') <> 'not_eligible')
            )
    ) AS d
    INNER JOIN people ON people.person_ref = d.person
    LEFT JOIN plans AS p ON p.person_ref = d.person
    -- P1: who died or moved before the due day is left out, and so is who withdrew.
    WHERE
        coalesce(people.died_on, DATE '9999-12-31') >= d.due_on
        AND coalesce(people.left_on, DATE '9999-12-31') >= d.due_on
    GROUP BY d.person, d.council, d.due_on, d.assessment, d.place, d.decision
) AS due
WHERE withdrawn = 0
