/*---
id: advocates_in_time
title: People whose advocate began in time
question: Did the advocate start before the process was over?
why: >-
  An advocate who comes when the assessment is done or the plan is signed can no longer help the person to have a say in it.
theme: advocacy
duty: V3
strength: must
law: Care Act 2014 s.67
grain: flow
kind: proportion
period: year
unit: percent
polarity: high_is_good
population: >-
  People with an assessment completed, or a plan signed off, in the period, who had substantial difficulty in being involved
  and no appropriate person to support them, or of whom the latter is not recorded, and for whom an advocate was asked for or
  began.
numerator: Those of them whose advocate began on or before the day the assessment was completed or the plan was signed off.
unknown: >-
  Those of them of whom it is not recorded whether they have an appropriate person; and those for whom a date on which an advocate began
  is recorded and cannot be read.
unknown_rule: excluded
pick: last
exclusions:
  - People for whom substantial difficulty was not found, not considered or not recorded.
  - People who have an appropriate person to support them.
  - Assessments not completed, refused or halted, and drafts of plans.
  - People for whom no advocate was arranged, whom advocates_arranged counts.
  - People under 18.
needs:
  - people
  - assessments
  - plans
  - assessments.completed_on
  - plans.signed_off_on
  - assessments.substantial_difficulty
  - plans.substantial_difficulty
  - assessments.appropriate_person
  - plans.appropriate_person
  - assessments.advocate_referred_on
  - plans.advocate_referred_on
  - assessments.advocate_started_on
  - plans.advocate_started_on
  - assessments.outcome
deeds: [assessments.advocate_started_on, plans.advocate_started_on]
lookback: "0"
lookahead: "0"
follow_up: 3 months
parameters: {}
dimensions: []
sensitive: false
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - How long the advocate had before the process was over.
  - Processes still going on.
version: 1.2.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - version: 1.1.0
    date: "2026-12-01"
    what: Of whom it is not recorded whether they have an appropriate person the answer is unknown; assessments refused or halted are left out.
  - {version: 1.1.1, date: "2026-12-01", what: A period is unfinished until three months after its end.}
  - {version: 1.2.0, date: "2026-12-01", what: "Where a date on which an advocate began is recorded and cannot be read the answer is unknown, and not that it was not done."}
---*/
SELECT
    person,
    council,
    on_date,
    place,
    -- V3: the advocate began on or before the day the process was over.
    CASE
        WHEN coalesce(appropriate_person, 'unknown') = 'unknown' THEN NULL
        WHEN advocate_started_on <= on_date THEN 1
        ELSE 0
    END AS met,
    CASE
        WHEN coalesce(appropriate_person, 'unknown') = 'unknown' THEN 'appropriate person not recorded'
        WHEN advocate_started_on IS NULL THEN 'not begun'
        WHEN advocate_started_on <= on_date THEN 'in time'
        ELSE 'late'
    END AS reason
FROM involvement_processes
WHERE
    substantial_difficulty = 'yes'
    AND coalesce(appropriate_person, 'unknown') <> 'yes'
    AND (advocate_referred_on IS NOT NULL OR advocate_started_on IS NOT NULL)
