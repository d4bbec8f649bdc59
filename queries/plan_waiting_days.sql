/*---
id: plan_waiting_days
title: Days people wait for a plan
question: How long from assessment to signed-off plan?
why: >-
  An assessment changes nothing by itself. Until the plan is signed off people do not know what support they will get, and as a
  rule do not get it.
theme: plan
duty: P2
strength: should
law: Care and Support Statutory Guidance, chapter 10 (a proportionate time)
grain: flow
kind: days
period: year
unit: days
polarity: low_is_good
population: People with a plan signed off in the period that names the assessment it came from.
numerator: >-
  Those of them for whom the wait is known: the days from the completed assessment to the sign-off, of which the median is
  given. A plan signed off before the assessment was complete took no days.
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
parameters: {}
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
    -- P2: the wait is known where the assessment's day is.
    CASE WHEN a.completed_on IS NOT NULL THEN 1 END AS met,
    CASE WHEN a.completed_on IS NULL THEN 'assessment day not recorded' ELSE '' END AS reason,
    CASE
        WHEN p.signed_off_on < a.completed_on THEN 0
        ELSE date_diff('day', a.completed_on, p.signed_off_on)
    END AS amount
FROM plans AS p
INNER JOIN assessments AS a ON a.person_ref = p.person_ref AND a.assessment_ref = p.assessment_ref
WHERE p.signed_off_on IS NOT NULL
