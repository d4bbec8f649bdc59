/*---
id: reviews_reducing_support
title: People whose review ended in less support
question: How many reviews ended in less support?
why: >-
  Support may become less because a person needs less. But a review must not be used to save money, and less support is not to
  be given without good reason; where many reviews end so, the reasons deserve a look.
theme: review
duty: "-"
strength: source
law: >-
  Charity's page and families' factsheet; Care and Support Statutory Guidance, chapter 13 (a review must not be used to cut a
  budget arbitrarily)
grain: flow
kind: proportion
period: quarter
unit: percent
polarity: none
population: People with a review of any kind completed in the period.
numerator: Those of them whose review ended in a decrease, or the end, of support.
unknown: Those of them for whom the outcome of the review is not recorded.
unknown_rule: excluded
pick: last
exclusions:
  - Reviews requested and not completed.
  - People under 18.
needs: [people, reviews, reviews.completed_on, reviews.outcome]
lookback: "0"
lookahead: "0"
parameters: {}
dimensions: []
sensitive: false
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - Whether needs had become fewer, or whether the person agreed.
  - By how much support became less.
  - Cuts made without a review, which budget_cuts_without_reassessment sees.
version: 1.0.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
---*/
SELECT
    person_ref AS person,
    council,
    completed_on AS on_date,
    place,
    -- Ours: fewer or no support; an outcome not recorded is unknown.
    CASE
        WHEN outcome IN ('decrease', 'ended') THEN 1
        WHEN outcome IN ('no_change', 'increase', 'other') THEN 0
    END AS met,
    coalesce(outcome, 'unknown') AS reason
FROM reviews
WHERE completed_on IS NOT NULL
