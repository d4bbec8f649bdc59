/*---
id: remedies_completed
title: People whose remedy was carried out in three months
question: Were agreed remedies carried out within three months?
why: >-
  A complaint that is upheld is only settled when what was promised has been done: an apology, a new assessment, a budget
  restored.
theme: complaint
duty: K5
strength: local
law: SI 2009/309 reg. 14(2); the three months are ours
grain: flow
kind: proportion
period: year
unit: percent
polarity: high_is_good
population: People for whom a remedy was agreed that fell due in the year, three months after it was agreed.
numerator: Those of them whose remedy was completed on or before the due day.
unknown: >-
  Those for whom a date of the remedy is recorded and cannot be read. A remedy without the day it was completed was not carried out; one
  without the day it was agreed belongs to no period.
unknown_rule: excluded
pick: last
exclusions:
  - Complaints resolved orally by the next working day (SI 2009/309 reg. 8(1)).
  - Complaints without an agreed remedy.
  - People under 18.
needs: [people, complaints, complaints.remedy_agreed_on, complaints.remedy_completed_on, complaints.resolved_orally]
deeds: [complaints.remedy_completed_on]
lookback: 3 months
lookahead: "0"
parameters:
  months:
    type: integer
    default: "3"
    min: "1"
    max: "24"
    words: Months after it was agreed within which the remedy is due.
dimensions: [complaint_subject]
sensitive: true
minimum_denominator: 30
official:
  - series: ""
    name: Local Government and Social Care Ombudsman, compliance rate
    differs: >-
      The Ombudsman counts remedies it recommended, and whether the council complied with them at all; this counts remedies the
      council agreed to by itself, and whether they were carried out within three months.
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - What the remedy was, and whether it was enough.
  - People whose complaint was upheld and who were promised nothing.
version: 1.2.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - version: 1.1.0
    date: "2026-12-01"
    what: "Complaints resolved orally by the next working day are left out (reg. 8(1)); the strength is local, since the limit is ours."
  - {version: 1.2.0, date: "2026-12-01", what: "Where a date of the remedy is recorded and cannot be read the answer is unknown, and not that it was not done."}
---*/
SELECT
    person,
    council,
    complaint_subject,
    on_date,
    place,
    -- K5: the due day is in time; none completed is late.
    CASE WHEN remedy_completed_on <= on_date THEN 1 ELSE 0 END AS met,
    CASE WHEN remedy_completed_on IS NULL THEN 'not carried out' ELSE 'carried out' END AS reason
FROM (
    SELECT
        coalesce(person_ref, complaint_ref) AS person,
        council,
        about AS complaint_subject,
        place,
        remedy_completed_on,
        CAST(remedy_agreed_on + INTERVAL '1' MONTH * :months AS DATE) AS on_date
    FROM complaints
    -- Reg. 8(1): what was resolved orally by the next working day is outside the regulations.
    WHERE remedy_agreed_on IS NOT NULL AND coalesce(resolved_orally, 'unknown') <> 'yes'
) AS remedies
