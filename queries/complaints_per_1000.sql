/*---
id: complaints_per_1000
title: People who complained, per 1,000 with a plan
question: How many people complained per 1,000 people with a plan?
why: >-
  Complaints tell a council what goes wrong. Few may mean good support, or people who do not know how to complain or fear to:
  read the figure beside the others.
theme: complaint
duty: "-"
strength: context
law: None; compare SI 2009/309 reg. 18, the council's yearly report
grain: exposure
kind: rate
period: year
unit: per 1,000 people
polarity: none
population: People with a plan in force on any day of the year.
numerator: Those of them with a complaint received in the year.
unknown: Nobody. A complaint always has the day it was received.
unknown_rule: excluded
pick: any
exclusions:
  - Complaints without a person, and by people without a plan in the year.
  - People under 18.
needs: [people, plans, complaints, people.died_on, people.left_on, plans.ended_on, complaints.person_ref]
lookback: "0"
lookahead: "0"
parameters: {}
dimensions: []
sensitive: true
minimum_denominator: 30
official:
  - series: ""
    name: The council's yearly report under regulation 18
    differs: That report counts all complaints; this counts people with a plan who complained, each once in a year.
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - Complaints that nobody recorded, and people who did not dare to complain.
  - What the complaints were about, and whether they were justified.
  - Complaints that relatives or others made without naming the person.
version: 1.0.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
---*/
-- Ours: whoever has a plan on any day of the year.
SELECT
    'exposed' AS role,
    person,
    council,
    started_on AS from_date,
    to_date,
    CAST(NULL AS DATE) AS on_date,
    CAST(NULL AS INTEGER) AS met,
    '' AS reason
FROM plan_spells
UNION ALL
-- Ours: a complaint of a person on record, however it ended.
SELECT
    'event' AS role,
    person_ref AS person,
    council,
    CAST(NULL AS DATE) AS from_date,
    CAST(NULL AS DATE) AS to_date,
    received_on AS on_date,
    1 AS met,
    '' AS reason
FROM complaints
WHERE person_ref IS NOT NULL
