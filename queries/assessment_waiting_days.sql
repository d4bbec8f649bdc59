/*---
id: assessment_waiting_days
title: Days people wait for an assessment
question: How long from request to completed assessment?
why: >-
  Until the assessment is complete nothing else can begin. The guidance asks for an appropriate and reasonable time and names no
  number of days, so the typical wait is worth knowing.
theme: assessment
duty: A5
strength: should
law: Care and Support Statutory Guidance, chapter 6 (an appropriate and reasonable timescale)
grain: flow
kind: days
period: year
unit: days
polarity: low_is_good
population: >-
  People new to long-term support with an assessment of needs completed in the period. New means that no long-term plan was in
  force on the day they asked.
numerator: >-
  Those of them for whom the wait is known: the days from the request to the completed assessment, of which the median is given.
unknown: Those of them for whom no day of request is recorded.
unknown_rule: excluded
pick: last
exclusions:
  - Assessments that the person refused (s.11) or that were halted.
  - Assessments not completed.
  - Reassessments and carers' assessments.
  - People with a long-term plan in force on the day they asked.
  - People under 18.
needs:
  - people
  - assessments
  - plans
  - people.died_on
  - people.left_on
  - assessments.requested_on
  - assessments.completed_on
  - assessments.outcome
  - plans.ended_on
basis: [records, cld]
lookback: "0"
lookahead: "0"
parameters: {}
dimensions: []
sensitive: false
council_totals_only: true
minimum_denominator: 30
official:
  - series: assessment_wait_foi
    name: Median wait for a first assessment, councils' answers to freedom of information requests
    differs: >-
      Each council answered in its own way, about half did, and many counted first contacts; this counts the days from request to
      completed assessment alike everywhere.
  - series: ""
    name: DHSC waiting time to first response
    differs: >-
      That figure runs from the request to the first assessment or service, for new clients aged 25 and over, without requests
      that ended in a hospital stay; this one runs to the completed assessment, for adults of every age.
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - People still waiting, who count only once they have been assessed.
  - People who gave up waiting.
  - Whether people who asked before the council's records begin had support that has ended since; they count as new.
  - Whether anything was done for people while they waited.
version: 1.0.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
---*/
SELECT
    a.person,
    a.council,
    a.completed_on AS on_date,
    a.place,
    -- A5: the wait is known where the day of the request is.
    CASE WHEN a.requested_on IS NOT NULL THEN 1 END AS met,
    CASE WHEN a.requested_on IS NULL THEN 'request not recorded' ELSE '' END AS reason,
    date_diff('day', a.requested_on, a.completed_on) AS amount
FROM completed_assessments AS a
WHERE
    a.kind = 'needs'
    AND NOT EXISTS (
        SELECT 1
        FROM plan_spells AS p
        WHERE
            p.person = a.person
            AND p.term = 'long'
            AND p.started_on <= a.requested_on
            AND coalesce(p.to_date, DATE '9999-12-31') >= a.requested_on
    )
