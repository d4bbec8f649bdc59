/*---
id: difficulty_considered
title: People whose difficulty in being involved was considered
question: Was substantial difficulty in being involved considered?
why: >-
  Some people find it very hard to understand, keep, weigh or pass on what an assessment or a plan is about. The council must ask
  itself whether that is so, or it cannot know who needs an advocate.
theme: advocacy
duty: V1
strength: must
law: Care Act 2014 s.67(4)
grain: flow
kind: proportion
period: quarter
unit: percent
polarity: high_is_good
population: People with an assessment completed, or a plan, new or revised, signed off in the period.
numerator: Those of them for whom the council judged whether they had substantial difficulty in being involved, whichever way.
unknown: Those of them of whom this is not recorded.
unknown_rule: excluded
pick: last
exclusions:
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
  - assessments.outcome
lookback: "0"
lookahead: "0"
parameters: {}
dimensions: []
sensitive: false
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - Whether the judgement was right.
  - Reviews that led to no new plan, and safeguarding enquiries.
version: 1.1.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - {version: 1.1.0, date: "2026-12-01", what: Assessments that were refused or halted are left out.}
---*/
SELECT
    person,
    council,
    on_date,
    place,
    -- V1: either judgement is one; not to have considered it is none.
    CASE
        WHEN substantial_difficulty IN ('yes', 'no') THEN 1
        WHEN substantial_difficulty = 'not_considered' THEN 0
    END AS met,
    coalesce(substantial_difficulty, 'not recorded') AS reason
FROM involvement_processes
