/*---
id: example
title: Example
question: Was it done in time?
why: >-
  It shows the form
  of a measure file.
theme: review
duty: R1
strength: should
law: Guidance
grain: flow
kind: proportion
# a comment may stand anywhere in YAML
period: quarter
unit: percent
# polarity follows
polarity: high_is_good
population: People with something due.
numerator: Those for whom it was done.
unknown: Nobody.
unknown_rule: excluded
pick: last
exclusions:
  - People under 18.
needs: [people, plans]
lookback: "0"
lookahead: "0"
parameters:
  days:
    type: integer
    default: "56"
    min: "1"
    max: "365"
    words: Days.
dimensions: [setting]
sensitive: false
# small denominators are shown
# but not ranked
# see the league table
# for why
# (four lines so that
# the line below has a number of its own)
minimum_denominator: 30
official: []
does_not_show:
  - Whether it helped.
version: 1.0.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
---*/
SELECT
    person,
    council,
    setting,
    CAST(started_on + INTERVAL '1' DAY AS DATE) AS on_date,
    plan AS reference,
    CASE WHEN CAST(signed_off_on + INTERVAL '1' DAY * :days AS DATE) <= :days THEN 1 ELSE 0 END AS met,
    ':days in quotes stays' AS reason
FROM plan_spells
