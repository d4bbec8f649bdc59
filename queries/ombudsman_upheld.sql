/*---
id: ombudsman_upheld
title: People whose complaint the Ombudsman upheld
question: Of detailed investigations, how many were upheld?
why: >-
  The Ombudsman looks closely at few complaints and finds fault in most of those. The share says how often the council was
  wrong after it had had its own chance to put things right.
theme: complaint
duty: K7
strength: context
law: Local Government Act 1974, part III
grain: flow
kind: proportion
period: year
unit: percent
polarity: low_is_good
population: >-
  People whose complaint the Ombudsman decided in the year after a detailed investigation, or decided in a way not recorded.
numerator: Those of them whose complaint was upheld.
unknown: Those of them for whom the decision is not recorded.
unknown_rule: excluded
pick: last
exclusions:
  - Complaints closed after initial enquiries, premature, invalid, or answered with advice.
  - People under 18.
needs: [people, complaints, complaints.ombudsman_decided_on, complaints.ombudsman_decision]
lookback: "0"
lookahead: "0"
parameters: {}
dimensions: [complaint_subject]
sensitive: true
minimum_denominator: 30
official:
  - series: ""
    name: Local Government and Social Care Ombudsman, uphold rate
    differs: >-
      The Ombudsman publishes it for each council from its own records and counts complaints about all services, or all of
      adult care; this counts people, from the council's records.
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - Complaints that never reached the Ombudsman.
  - How serious the fault was.
version: 1.0.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
---*/
SELECT
    coalesce(person_ref, complaint_ref) AS person,
    council,
    about AS complaint_subject,
    ombudsman_decided_on AS on_date,
    place,
    -- K7: as the Ombudsman decided.
    CASE
        WHEN ombudsman_decision = 'upheld' THEN 1
        WHEN ombudsman_decision = 'not_upheld' THEN 0
    END AS met,
    coalesce(ombudsman_decision, 'decision not recorded') AS reason
FROM complaints
WHERE
    ombudsman_decided_on IS NOT NULL
    AND coalesce(ombudsman_decision, 'unknown') NOT IN ('closed_initial', 'premature', 'invalid', 'advice')
