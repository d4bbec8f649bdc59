/*---
id: complaints_answered_on_time
title: People whose complaint was answered in time
question: Within six months or the agreed extension?
why: >-
  A complaint is about support somebody needs now. The regulations give the council six months to answer, or longer if both
  agree.
theme: complaint
duty: K2
strength: must
law: SI 2009/309 reg. 14
grain: flow
kind: proportion
period: year
unit: percent
polarity: high_is_good
population: >-
  People whose complaint was to be answered by a day of the year: the last of the six months that begin with the day
  received, or the later day agreed.
numerator: Those of them whose complaint was answered on or before that day.
unknown: >-
  Those for whom a date of an answer is recorded and cannot be read. A complaint always has the day it was received; without an answer
  there was none.
unknown_rule: excluded
pick: last
exclusions:
  - Complaints withdrawn, or about something another body answers for.
  - Complaints resolved orally by the next working day, which the regulations do not reach (reg. 8).
  - People under 18.
needs:
  - people
  - complaints
  - complaints.responded_on
  - complaints.outcome
  - complaints.extension_agreed_to
  - complaints.resolved_orally
deeds: [complaints.responded_on]
lookback: 6 months
lookahead: "0"
parameters:
  months:
    type: integer
    default: "6"
    min: "1"
    max: "24"
    words: Months, beginning with the day received, within which the answer is due.
dimensions: [complaint_subject]
sensitive: true
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - Complaints that nobody recorded, and people who did not dare to complain.
  - Whether an extension was agreed before the six months were over; it is taken to have been.
  - Whether the answer was fair or complete.
version: 1.1.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - {version: 1.1.0, date: "2026-12-01", what: "Where a date of an answer is recorded and cannot be read the answer is unknown, and not that it was not done."}
---*/
SELECT
    person,
    council,
    complaint_subject,
    on_date,
    place,
    -- K2: six months, or the extension agreed; its last day is in time.
    CASE WHEN responded_on <= on_date THEN 1 ELSE 0 END AS met,
    CASE WHEN responded_on IS NULL THEN 'not answered' ELSE 'answered' END AS reason
FROM (
    SELECT
        person,
        council,
        complaint_subject,
        place,
        responded_on,
        greatest(
            coalesce(extension_agreed_to, DATE '0001-01-01'),
            CASE
                WHEN extract(DAY FROM six_on) = extract(DAY FROM received_on) THEN CAST(six_on - INTERVAL '1' DAY AS DATE)
                ELSE six_on
            END
        ) AS on_date
    FROM (
        SELECT
            coalesce(person_ref, complaint_ref) AS person,
            council,
            about AS complaint_subject,
            place,
            received_on,
            responded_on,
            extension_agreed_to,
            CAST(received_on + INTERVAL '1' MONTH * :months AS DATE) AS six_on
        FROM complaints
        WHERE coalesce(resolved_orally, 'unknown') <> 'yes' AND coalesce(outcome, 'unknown') NOT IN ('withdrawn', 'out_of_scope')
    ) AS c
) AS due
