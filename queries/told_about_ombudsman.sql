/*---
id: told_about_ombudsman
title: People told of the Ombudsman
question: Were people told of the Ombudsman?
why: >-
  Whoever is not content with the council's answer may go to the Ombudsman, at no cost. The answer must say so; many people do
  not know it.
theme: complaint
duty: K6
strength: must
law: SI 2009/309 reg. 14(2)
grain: flow
kind: proportion
period: year
unit: percent
polarity: high_is_good
population: People whose complaint was answered in the year, whether it was upheld or not.
numerator: Those of them who were told, in the answer, that they may go to the Ombudsman.
unknown: Those of them for whom this is not recorded.
unknown_rule: excluded
pick: last
exclusions:
  - Complaints resolved orally by the next working day (SI 2009/309 reg. 8(1)).
  - Complaints withdrawn or out of scope.
  - Complaints not answered.
  - People under 18.
needs: [people, complaints, complaints.responded_on, complaints.told_ombudsman, complaints.resolved_orally, complaints.outcome]
lookback: "0"
lookahead: "0"
parameters: {}
dimensions: [complaint_subject]
sensitive: true
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - Whether people understood it, or went.
  - People who never got an answer.
version: 1.1.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - version: 1.1.0
    date: "2026-12-01"
    what: "Complaints resolved orally by the next working day (reg. 8(1)), withdrawn or out of scope are left out."
---*/
SELECT
    coalesce(person_ref, complaint_ref) AS person,
    council,
    about AS complaint_subject,
    responded_on AS on_date,
    place,
    -- K6: as the record of the answer says.
    CASE
        WHEN told_ombudsman = 'yes' THEN 1
        WHEN told_ombudsman = 'no' THEN 0
    END AS met,
    CASE WHEN coalesce(told_ombudsman, 'unknown') = 'unknown' THEN 'not recorded' ELSE '' END AS reason
FROM complaints
-- Reg. 8(1): what was resolved orally by the next working day is outside the regulations; reg. 14(2) speaks of the response to a complaint
-- that was considered.
WHERE
    responded_on IS NOT NULL
    AND coalesce(resolved_orally, 'unknown') <> 'yes'
    AND coalesce(outcome, 'unknown') NOT IN ('withdrawn', 'out_of_scope')
