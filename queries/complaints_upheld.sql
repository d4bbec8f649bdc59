/*---
id: complaints_upheld
title: People whose complaint was upheld
question: How many decided complaints were upheld, fully or in part?
why: >-
  A complaint that is upheld is a failure the council itself has found. Many upheld complaints may mean poor practice, or a council
  that listens: the figure starts a conversation and does not end it.
theme: complaint
duty: K4
strength: context
law: SI 2009/309 reg. 14 and 18
grain: flow
kind: proportion
period: year
unit: percent
polarity: none
population: People whose complaint was answered in the year and was upheld, partly upheld or not upheld, or has no outcome recorded.
numerator: Those of them whose complaint was upheld, fully or in part.
unknown: Those of them for whom no outcome is recorded.
unknown_rule: excluded
pick: last
exclusions:
  - Complaints resolved orally by the next working day (SI 2009/309 reg. 8(1)).
  - Complaints withdrawn or out of scope, and those still open.
  - People under 18.
needs: [people, complaints, complaints.outcome, complaints.responded_on, complaints.resolved_orally]
lookback: "0"
lookahead: "0"
parameters: {}
dimensions: [complaint_subject]
sensitive: true
minimum_denominator: 30
official:
  - series: ""
    name: The council's yearly report under regulation 18
    differs: That report counts complaints; this counts people, each once in a year by the last answer they were given.
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - Complaints that nobody recorded, and people who did not dare to complain.
  - How serious the complaint was.
version: 1.1.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - {version: 1.1.0, date: "2026-12-01", what: Complaints resolved orally by the next working day are left out (reg. 8(1)).}
---*/
SELECT
    coalesce(person_ref, complaint_ref) AS person,
    council,
    about AS complaint_subject,
    responded_on AS on_date,
    place,
    -- K4: in part is upheld.
    CASE
        WHEN outcome IN ('upheld', 'partly_upheld') THEN 1
        WHEN outcome = 'not_upheld' THEN 0
    END AS met,
    CASE WHEN outcome IS NULL THEN 'outcome not recorded' ELSE outcome END AS reason
FROM complaints
-- Reg. 8(1): what was resolved orally by the next working day is outside the regulations.
WHERE
    responded_on IS NOT NULL
    AND coalesce(resolved_orally, 'unknown') <> 'yes'
    AND coalesce(outcome, '') NOT IN ('withdrawn', 'out_of_scope', 'open')
