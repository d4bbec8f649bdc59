/*---
id: advocates_arranged
title: People who needed an advocate and got one
question: Did people who needed an advocate get one?
why: >-
  Someone who cannot follow the process alone, and has nobody fit to help, has a right to an independent advocate. Without one the
  decision is made over their head.
theme: advocacy
duty: V2
strength: must
law: Care Act 2014 s.67(2) and (5)
grain: flow
kind: proportion
period: year
unit: percent
polarity: high_is_good
population: >-
  People with an assessment completed, or a plan signed off, in the period, who had substantial difficulty in being involved
  and no appropriate person to support them, or of whom the latter is not recorded.
numerator: Those of them for whom an advocate was asked for or began.
unknown: >-
  Those of them of whom it is not recorded whether they have an appropriate person; and those for whom a date on which an advocate was
  asked for or began is recorded and cannot be read.
unknown_rule: excluded
pick: last
exclusions:
  - People for whom substantial difficulty was not found, not considered or not recorded.
  - People who have an appropriate person to support them.
  - Assessments not completed, refused or halted, and drafts of plans.
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
deeds: [assessments.advocate_referred_on, plans.advocate_referred_on, assessments.advocate_started_on, plans.advocate_started_on]
lookback: "0"
lookahead: "0"
follow_up: 3 months
parameters: {}
dimensions: []
sensitive: false
minimum_denominator: 30
official:
  - series: ""
    name: Early survey of 80 councils, April to September 2015
    differs: >-
      It counted advocates against all people assessed (2.1%, where 7% had been expected); this counts them against the people who
      needed one.
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - People whose difficulty nobody noticed.
  - People who refused an advocate, which the records do not tell.
  - Cases in which the regulations ask for an advocate although there is an appropriate person.
version: 1.2.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - version: 1.1.0
    date: "2026-12-01"
    what: Of whom it is not recorded whether they have an appropriate person the answer is unknown; assessments refused or halted are left out.
  - {version: 1.1.1, date: "2026-12-01", what: A period is unfinished until three months after its end.}
  - {version: 1.2.0, date: "2026-12-01", what: "Where a date on which an advocate was asked for or began is recorded and cannot be read the answer is unknown, and not that it was not done."}
---*/
SELECT
    person,
    council,
    on_date,
    place,
    -- V2: an advocate without a date was not arranged; whether one was owed to who has perhaps an appropriate person nobody can tell.
    CASE
        WHEN coalesce(appropriate_person, 'unknown') = 'unknown' THEN NULL
        WHEN advocate_referred_on IS NULL AND advocate_started_on IS NULL THEN 0
        ELSE 1
    END AS met,
    CASE
        WHEN coalesce(appropriate_person, 'unknown') = 'unknown' THEN 'appropriate person not recorded'
        WHEN advocate_referred_on IS NULL AND advocate_started_on IS NULL THEN 'not arranged'
        ELSE 'arranged'
    END AS reason
FROM involvement_processes
WHERE substantial_difficulty = 'yes' AND coalesce(appropriate_person, 'unknown') <> 'yes'
