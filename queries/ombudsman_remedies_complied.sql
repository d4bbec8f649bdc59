/*---
id: ombudsman_remedies_complied
title: People for whom the council complied with the Ombudsman
question: Did the council comply with the Ombudsman?
why: >-
  The Ombudsman can only recommend. That councils do what it recommends is what makes a complaint to it worth the trouble.
theme: complaint
duty: K7
strength: source
law: "Local Government Act 1974, part III: a council must consider the Ombudsman's report (s.31), and is not bound by what it recommends; families' factsheet"
grain: flow
kind: proportion
period: year
unit: percent
polarity: high_is_good
population: People whose complaint the Ombudsman upheld in the year, unless it is still to be seen whether the council complies.
numerator: Those of them with whose remedy the council complied, in time or late.
unknown: Those of them for whom this is not recorded.
unknown_rule: excluded
pick: last
exclusions:
  - Complaints that the Ombudsman did not uphold.
  - Remedies still pending.
  - People under 18.
needs: [people, complaints, complaints.ombudsman_decided_on, complaints.ombudsman_decision, complaints.ombudsman_complied]
lookback: "0"
lookahead: "0"
parameters: {}
dimensions: [complaint_subject]
sensitive: true
minimum_denominator: 30
official:
  - series: ""
    name: Local Government and Social Care Ombudsman, compliance rate
    differs: >-
      The Ombudsman publishes it for each council from its own records, over all services; this counts people, from the
      council's records.
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - How late the council complied.
  - What the remedy was.
version: 1.0.1
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - {version: 1.0.1, date: "2026-12-01", what: "No law binds a council to what the Ombudsman recommends; the strength says so."}
---*/
SELECT
    coalesce(person_ref, complaint_ref) AS person,
    council,
    about AS complaint_subject,
    ombudsman_decided_on AS on_date,
    place,
    -- K7: late is complied; the measure speaks of whether, not when.
    CASE
        WHEN ombudsman_complied IN ('yes', 'late') THEN 1
        WHEN ombudsman_complied = 'no' THEN 0
    END AS met,
    coalesce(ombudsman_complied, 'not recorded') AS reason
FROM complaints
WHERE
    ombudsman_decided_on IS NOT NULL
    AND ombudsman_decision = 'upheld'
    AND coalesce(ombudsman_complied, 'unknown') <> 'pending'
