/*---
id: plans_person_centred
title: People whose plan begins from who they are
question: >-
  Does the plan record strengths and interests, people and community around the person, equipment and technology considered,
  and where the person wishes to live?
why: >-
  A plan that begins from what a person can do, whom they know and where they want to live leads to another life than one that
  lists services. Families are told to look for all four.
theme: plan
duty: "-"
strength: source
law: Factsheet for families on care and support plans; compare Care and Support Statutory Guidance, chapter 10
grain: snapshot
kind: proportion
period: quarter
unit: percent
polarity: high_is_good
population: >-
  People with a signed-off plan in force on the day, for themselves or as a carer. The plan that counts is the one signed off
  last among those in force.
numerator: Those of them whose plan records all four.
unknown: Those of them for whose plan one of the four is not recorded, and none is recorded as missing.
unknown_rule: excluded
pick: last
exclusions:
  - Drafts, that is plans not signed off by the day.
  - Plans that have ended, and people who died or moved to another council.
  - People under 18.
needs:
  - people
  - plans
  - people.died_on
  - people.left_on
  - plans.signed_off_on
  - plans.ended_on
  - plans.has_strengths
  - plans.has_networks
  - plans.has_technology
  - plans.has_where_to_live
lookback: "0"
lookahead: "0"
parameters: {}
dimensions: [setting]
sensitive: false
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - Whether the plan is good, or followed.
  - Which of the four is missing.
  - What the plan says is known as it stood when the council made its extract, not as it stood on the day.
version: 1.0.0
changes:
  - {version: 1.0.0, date: "2026-12-01", what: First version.}
---*/
SELECT
    s.person,
    s.council,
    s.setting,
    s.from_date,
    s.to_date,
    -- Ours: all four are wanted; one recorded as missing is enough to say no.
    CASE
        WHEN p.has_strengths = 'no' OR p.has_networks = 'no' OR p.has_technology = 'no' OR p.has_where_to_live = 'no' THEN 0
        WHEN p.has_strengths = 'yes' AND p.has_networks = 'yes' AND p.has_technology = 'yes' AND p.has_where_to_live = 'yes' THEN 1
    END AS met,
    CASE
        WHEN p.has_strengths = 'no' OR p.has_networks = 'no' OR p.has_technology = 'no' OR p.has_where_to_live = 'no' THEN 'one is missing'
        WHEN p.has_strengths = 'yes' AND p.has_networks = 'yes' AND p.has_technology = 'yes' AND p.has_where_to_live = 'yes' THEN 'all four'
        ELSE 'not recorded'
    END AS reason
FROM signed_plans AS s
INNER JOIN plans AS p ON p.plan_ref = s.plan
