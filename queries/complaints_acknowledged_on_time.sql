/*---
id: complaints_acknowledged_on_time
title: People whose complaint was acknowledged in three working days
question: Within three working days?
why: >-
  Whoever complains should not have to wonder whether anybody has read it. The regulations give the council three working days
  to say that it has.
theme: complaint
duty: K1
strength: must
law: SI 2009/309 reg. 13
grain: flow
kind: proportion
period: year
unit: percent
polarity: high_is_good
population: People whose complaint was to be acknowledged by a day of the year, the third working day after it was received.
numerator: Those of them whose complaint was acknowledged on or before that day.
unknown: >-
  Those for whom a date of an acknowledgement is recorded and cannot be read. A complaint always has the day it was received; without an
  acknowledgement there was none.
unknown_rule: excluded
pick: last
exclusions:
  - Complaints resolved orally by the next working day, which the regulations do not reach (reg. 8).
  - People under 18.
needs: [people, complaints, complaints.acknowledged_on, complaints.resolved_orally]
deeds: [complaints.acknowledged_on]
lookback: 14 days
lookahead: "0"
parameters:
  working_days:
    type: integer
    default: "3"
    min: "1"
    max: "20"
    words: Working days after the day received within which the acknowledgement is due.
dimensions: [complaint_subject]
sensitive: true
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - Complaints that nobody recorded, and people who did not dare to complain.
  - What the acknowledgement said.
  - Days before 2015, for which the table of bank holidays does not reach.
version: 1.1.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - {version: 1.1.0, date: "2026-12-01", what: "Where a date of an acknowledgement is recorded and cannot be read the answer is unknown, and not that it was not done."}
---*/
SELECT
    coalesce(c.person_ref, c.complaint_ref) AS person,
    c.council,
    c.about AS complaint_subject,
    due.date AS on_date,
    c.place,
    -- K1: the third working day is in time.
    CASE WHEN c.acknowledged_on <= due.date THEN 1 ELSE 0 END AS met,
    CASE WHEN c.acknowledged_on IS NULL THEN 'not acknowledged' ELSE 'acknowledged' END AS reason
FROM complaints AS c
INNER JOIN working_days AS received ON received.date = c.received_on
INNER JOIN working_days AS due ON due.n = received.n + :working_days AND due.working = 1
WHERE coalesce(c.resolved_orally, 'unknown') <> 'yes'
