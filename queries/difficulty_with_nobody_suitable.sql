/*---
id: difficulty_with_nobody_suitable
title: People with substantial difficulty and nobody suitable to help
question: Of people with substantial difficulty, how many have nobody suitable to help?
why: >-
  These are the people for whom the Act has the council arrange an independent advocate. How many they are says how much
  advocacy a place needs.
theme: advocacy
duty: V2
strength: context
law: Care Act 2014 s.67(2) and (5)
grain: flow
kind: proportion
period: year
unit: percent
polarity: none
population: >-
  People with an assessment completed, or a plan signed off, in the period, who had substantial difficulty in being involved.
numerator: Those of them without an appropriate person to support them.
unknown: Those of them of whom it is not recorded whether they have an appropriate person.
unknown_rule: excluded
pick: last
exclusions:
  - People for whom substantial difficulty was not found, not considered or not recorded.
  - Assessments not completed, refused or halted, and drafts of plans.
  - People under 18.
needs:
  - people
  - assessments
  - plans
  - assessments.completed_on
  - assessments.outcome
  - plans.signed_off_on
  - assessments.substantial_difficulty
  - plans.substantial_difficulty
  - assessments.appropriate_person
  - plans.appropriate_person
lookback: "0"
lookahead: "0"
parameters: {}
dimensions: []
sensitive: false
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - People whose difficulty nobody noticed.
  - Whether an advocate was arranged, which advocates_arranged shows.
version: 1.0.0
changes:
  - {version: 1.0.0, date: "2026-12-01", what: First version.}
---*/
SELECT
    person,
    council,
    on_date,
    place,
    -- V2: nobody suitable is an appropriate person recorded as no.
    CASE
        WHEN appropriate_person = 'no' THEN 1
        WHEN appropriate_person = 'yes' THEN 0
    END AS met,
    CASE WHEN coalesce(appropriate_person, 'unknown') = 'unknown' THEN 'appropriate person not recorded' ELSE appropriate_person END AS reason
FROM involvement_processes
WHERE substantial_difficulty = 'yes'
