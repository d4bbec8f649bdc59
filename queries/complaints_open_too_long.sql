/*---
id: complaints_open_too_long
title: People whose complaint is open past its limit
question: How many open complaints are past their limit?
why: >-
  An answer that is late may still come. This is how many people were waiting past the limit on one day, which no figure about
  answered complaints can show.
theme: complaint
duty: K3
strength: must
law: SI 2009/309 reg. 14(4)
grain: snapshot
kind: proportion
period: year
unit: percent
polarity: low_is_good
population: People with a complaint that was not answered by the last day of the year.
numerator: Those of them with a complaint, not answered, whose six months or agreed extension were over.
unknown: >-
  Those for whom a date of an answer is recorded and cannot be read. A complaint always has the day it was received; without an answer
  it is open.
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
dimensions: []
sensitive: true
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - Complaints that nobody recorded, and people who did not dare to complain.
  - How long people have waited.
  - What the complaints are about; a person may have several open.
version: 1.1.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - {version: 1.1.0, date: "2026-12-01", what: "Where a date of an answer is recorded and cannot be read the answer is unknown, and not that it was not done."}
---*/
SELECT
    person,
    council,
    from_date,
    to_date,
    -- K3: one complaint whose time is over is enough.
    CASE WHEN late > 0 THEN 1 ELSE 0 END AS met,
    CASE WHEN late > 0 THEN 'past the limit' ELSE 'within the limit' END AS reason
FROM (
    SELECT
        person,
        council,
        day AS from_date,
        CAST(lead(day) OVER running - INTERVAL '1' DAY AS DATE) AS to_date,
        sum(opened) OVER running AS waiting,
        sum(grown_late) OVER running AS late
    FROM (
        SELECT
            person,
            council,
            day,
            sum(opened) AS opened,
            sum(grown_late) AS grown_late
        FROM (
            SELECT
                c.person,
                c.council,
                turn.n AS turn,
                CASE
                    WHEN turn.n = 1 THEN c.received_on
                    WHEN turn.n = 2 THEN CAST(c.limit_on + INTERVAL '1' DAY AS DATE)
                    ELSE c.responded_on
                END AS day,
                CASE WHEN turn.n = 1 THEN 1 WHEN turn.n = 3 THEN -1 ELSE 0 END AS opened,
                CASE
                    WHEN turn.n = 2 THEN 1
                    WHEN turn.n = 3 AND c.responded_on > c.limit_on THEN -1
                    ELSE 0
                END AS grown_late
            FROM (
                SELECT
                    person,
                    council,
                    received_on,
                    responded_on,
                    greatest(
                        coalesce(extension_agreed_to, DATE '0001-01-01'),
                        CASE
                            WHEN extract(DAY FROM six_on) = extract(DAY FROM received_on) THEN CAST(six_on - INTERVAL '1' DAY AS DATE)
                            ELSE six_on
                        END
                    ) AS limit_on
                FROM (
                    SELECT
                        coalesce(person_ref, complaint_ref) AS person,
                        council,
                        received_on,
                        responded_on,
                        extension_agreed_to,
                        CAST(received_on + INTERVAL '1' MONTH * :months AS DATE) AS six_on
                    FROM complaints
                    WHERE
                        coalesce(resolved_orally, 'unknown') <> 'yes'
                        AND coalesce(outcome, 'unknown') NOT IN ('withdrawn', 'out_of_scope')
                ) AS received
            ) AS c
            CROSS JOIN (VALUES (1), (2), (3)) AS turn (n)
            WHERE
                turn.n = 1
                OR (turn.n = 2 AND (c.responded_on IS NULL OR c.responded_on > c.limit_on))
                OR (turn.n = 3 AND c.responded_on IS NOT NULL)
        ) AS turns
        GROUP BY person, council, day
    ) AS days
    WINDOW running AS (PARTITION BY person ORDER BY day NULLS LAST)
) AS stretches
WHERE waiting > 0
