/*---
id: review_outcomes_achieved
title: People whose outcomes were achieved at planned reviews
question: Were the plan's outcomes achieved (fully or partly), at planned reviews?
why: >-
  A plan says what a person wants from life and what support is to bring about. The review asks whether it did: no other
  figure comes as close to what the plan is for.
theme: review
duty: R7
strength: should
law: Care and Support Statutory Guidance, chapter 13 (has the plan achieved its outcomes?)
grain: flow
kind: proportion
period: quarter
unit: percent
polarity: high_is_good
population: People with a planned review completed in the period.
numerator: Those of them for whom the review found the outcomes of the plan fully or partly achieved.
unknown: Those of them for whom this is not recorded.
unknown_rule: excluded
pick: last
exclusions:
  - First, unplanned and direct payment reviews.
  - People under 18.
needs: [people, reviews, reviews.completed_on, reviews.outcomes_achieved]
basis: [records, cld]
lookback: "0"
lookahead: "0"
parameters: {}
dimensions: []
sensitive: false
minimum_denominator: 30
official:
  - series: ""
    name: Client Level Data, Review Outcomes Achieved
    differs: >-
      That field is recorded for reviews of every kind; this counts planned ones, and people, each once in a period by the
      last.
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - >-
    Whose view this is: the council's or the person's.
  - Outcomes that were achieved in part; fully and partly count alike.
  - What people wanted that never got into the plan.
version: 1.0.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
---*/
SELECT
    person_ref AS person,
    council,
    completed_on AS on_date,
    place,
    -- R7: partly achieved is achieved; what is not recorded is unknown.
    CASE
        WHEN outcomes_achieved IN ('fully', 'partly') THEN 1
        WHEN outcomes_achieved = 'not' THEN 0
    END AS met,
    coalesce(outcomes_achieved, 'unknown') AS reason
FROM reviews
WHERE completed_on IS NOT NULL AND kind = 'planned'
