/*---
id: support_after_direct_payment
title: People with other support after a direct payment stopped
question: When a direct payment stopped, did support follow within 7 days?
why: >-
  A direct payment may be given up or taken back, but the needs remain and the council must meet them in another way. Days
  without support are days on which nobody comes.
theme: direct_payment
duty: D5
strength: source
law: Charity's page and families' factsheet; Care Act 2014 s.18; the 7 days are ours
grain: flow
kind: proportion
period: year
unit: percent
polarity: high_is_good
population: People whose direct payment stopped while their needs went on, and for whom the seventh day after it lies in the year.
numerator: Those of them whose other support began on or before that day.
unknown: >-
  Those for whom a date on which other support began is recorded and cannot be read. Where no start of other support is recorded there
  was none.
unknown_rule: excluded
pick: last
exclusions:
  - Payments that stopped because the person died, moved or was no longer eligible.
  - People who died or moved before the seventh day.
  - Payments agreed and never paid.
  - People under 18.
needs:
  - people
  - direct_payments
  - people.died_on
  - people.left_on
  - direct_payments.first_paid_on
  - direct_payments.ended_on
  - direct_payments.end_reason
  - direct_payments.replacement_started_on
deeds: [direct_payments.replacement_started_on]
lookback: 7 days
lookahead: "0"
parameters:
  days:
    type: integer
    default: "7"
    min: "0"
    max: "365"
    words: Days after the payment ended within which other support must begin.
dimensions: []
sensitive: false
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - Whether the support that followed was enough.
  - Support that family gave in the meantime.
  - Payments that ended for a reason nobody recorded; they count as if the needs went on.
version: 1.1.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - {version: 1.1.0, date: "2026-12-01", what: "Where a date on which other support began is recorded and cannot be read the answer is unknown, and not that it was not done."}
---*/
SELECT
    d.person,
    d.council,
    d.on_date,
    d.place,
    -- D5: support that began by the due day; none is late.
    CASE WHEN d.replacement_started_on <= d.on_date THEN 1 ELSE 0 END AS met,
    CASE WHEN d.replacement_started_on IS NULL THEN 'not replaced' ELSE 'replaced' END AS reason
FROM (
    SELECT
        person_ref AS person,
        council,
        place,
        replacement_started_on,
        CAST(ended_on + INTERVAL '1' DAY * :days AS DATE) AS on_date
    FROM direct_payments
    WHERE
        first_paid_on IS NOT NULL
        AND ended_on IS NOT NULL
        AND coalesce(end_reason, 'unknown') NOT IN ('died', 'moved', 'no_longer_eligible')
) AS d
INNER JOIN people ON people.person_ref = d.person
WHERE
    coalesce(people.died_on, DATE '9999-12-31') >= d.on_date
    AND coalesce(people.left_on, DATE '9999-12-31') >= d.on_date
