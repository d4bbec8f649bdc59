/*---
id: plans_within_28_days
title: People whose plan was signed off within 28 days
question: Were plans signed off within 28 days of the assessment?
why: >-
  An assessment changes nothing by itself. The guidance asks for a proportionate time; 28 days is the yardstick this project holds
  every council against.
theme: plan
duty: P2
strength: local
law: Care and Support Statutory Guidance, chapter 10 (a proportionate time); the 28 days are ours
grain: flow
kind: proportion
period: quarter
unit: percent
polarity: high_is_good
population: People with a plan signed off in the period that names the assessment it came from.
numerator: Those of them whose plan was signed off no later than 28 days after the assessment was completed.
unknown: Those of them whose assessment has no day of completion recorded.
unknown_rule: excluded
pick: last
exclusions:
  - Plans that name no assessment, such as those made after a review only.
  - Drafts.
  - People under 18.
needs: [people, assessments, plans, assessments.completed_on, plans.assessment_ref, plans.signed_off_on]
lookback: 12 months
lookahead: "0"
parameters:
  days:
    type: integer
    default: "28"
    min: "0"
    max: "365"
    words: Days after the assessment within which the plan must be signed off.
dimensions: [setting]
sensitive: false
minimum_denominator: 30
official:
  - series: ""
    name: DHSC waiting time to first service
    differs: >-
      That figure runs from the request to the first service; this one begins when the assessment is complete and ends at the
      signature under the plan.
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - People still waiting, who count only once their plan is signed off.
  - When support began, which may be before the sign-off or long after.
  - Waits of more than a year whose assessment is older than the council's records.
version: 1.0.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
---*/
SELECT
    p.person_ref AS person,
    p.council,
    p.setting,
    p.signed_off_on AS on_date,
    p.place,
    -- P2: the last day is in time. Without the assessment's day nobody can tell.
    CASE
        WHEN p.signed_off_on <= CAST(a.completed_on + INTERVAL '1' DAY * :days AS DATE) THEN 1
        WHEN a.completed_on IS NOT NULL THEN 0
    END AS met,
    CASE WHEN a.completed_on IS NULL THEN 'assessment day not recorded' ELSE '' END AS reason
FROM plans AS p
INNER JOIN assessments AS a ON a.person_ref = p.person_ref AND a.assessment_ref = p.assessment_ref
WHERE p.signed_off_on IS NOT NULL
