/*---
id: direct_payment_support_offered
title: People offered support to manage their direct payment
question: Were people with a direct payment offered support to manage it?
why: >-
  A direct payment brings payroll, insurance and accounts with it. People who are offered help with these keep their payment;
  others give it up, or never dare to begin.
theme: direct_payment
duty: "-"
strength: source
law: Charity's page and families' factsheet; compare Care and Support Statutory Guidance, chapter 12
grain: snapshot
kind: proportion
period: year
unit: percent
polarity: high_is_good
population: People with a direct payment on the last day of the year; of several the one first paid last counts.
numerator: Those of them who were offered support to manage it.
unknown: Those of them for whom this is not recorded.
unknown_rule: excluded
pick: last
exclusions:
  - Payments agreed and never paid, and those that have ended.
  - People under 18.
needs:
  - people
  - direct_payments
  - people.died_on
  - people.left_on
  - direct_payments.first_paid_on
  - direct_payments.ended_on
  - direct_payments.support_offered
lookback: "0"
lookahead: "0"
parameters: {}
dimensions: [managed_by]
sensitive: false
council_totals_only: true
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - Whether the support was taken up, or was any good.
  - What the records say is known as it stood when the council made its extract, not as it stood on the day.
version: 1.0.0
changes:
  - {version: 1.0.0, date: "2026-12-01", what: First version.}
---*/
-- The payment that stands for the person on each day: of those being paid the one first paid last, then the one with the last reference.
SELECT
    ranked.person,
    ranked.council,
    ranked.managed_by,
    ranked.from_date,
    ranked.to_date,
    -- Ours: as the record of the payment says.
    CASE
        WHEN ranked.support_offered = 'yes' THEN 1
        WHEN ranked.support_offered = 'no' THEN 0
    END AS met,
    CASE WHEN coalesce(ranked.support_offered, 'unknown') = 'unknown' THEN 'not recorded' ELSE ranked.support_offered END AS reason
FROM (
    SELECT
        c.person,
        c.council,
        c.from_date,
        c.to_date,
        p.support_offered,
        p.managed_by,
        row_number() OVER (
            PARTITION BY c.person, c.from_date
            ORDER BY p.first_paid_on DESC NULLS LAST, p.place DESC NULLS LAST
        ) AS rank_of_payment
    FROM (
        SELECT
            council,
            person,
            from_date,
            CAST(lead(from_date) OVER (PARTITION BY person ORDER BY from_date NULLS LAST) - INTERVAL '1' DAY AS DATE) AS to_date
        FROM (
            SELECT
                council,
                person,
                first_paid_on AS from_date
            FROM paid_payments
            UNION
            SELECT
                council,
                person,
                CAST(to_date + INTERVAL '1' DAY AS DATE) AS from_date
            FROM paid_payments
            WHERE to_date IS NOT NULL
        ) AS cuts
    ) AS c
    INNER JOIN paid_payments AS p
        ON
            p.person = c.person
            AND p.first_paid_on <= c.from_date
            AND (p.to_date IS NULL OR p.to_date >= c.from_date)
) AS ranked
WHERE ranked.rank_of_payment = 1
