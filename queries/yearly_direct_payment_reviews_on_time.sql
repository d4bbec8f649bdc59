/*---
id: yearly_direct_payment_reviews_on_time
title: People whose direct payment was reviewed every twelve months
question: Was it then reviewed every twelve months?
why: >-
  After the first review the regulations ask for another at least every twelve months. Prices rise, helpers leave and needs
  change; a payment that nobody looks at falls behind.
theme: direct_payment
duty: D7
strength: must
law: Care and Support (Direct Payments) Regulations 2014 (SI 2014/2871) reg. 7
grain: flow
kind: proportion
period: year
unit: percent
polarity: high_is_good
population: >-
  People whose direct payment was to be reviewed again by a day of the year and was still paid on that day: twelve months
  after the review before, or, where none came within twelve months of a day it was due, after that day.
numerator: Those of them whose payment was reviewed again on or before that day; a review that came late meets no due day.
unknown: >-
  Those for whom a date of a review is recorded and cannot be read. A payment without the day it was first paid has no due day and
  belongs to no period.
unknown_rule: excluded
pick: last
exclusions:
  - The first review of a payment, due after six months.
  - Payments that stopped, and people who died or moved, before the due day.
  - People under 18.
needs:
  - people
  - direct_payments
  - reviews
  - people.died_on
  - people.left_on
  - direct_payments.first_paid_on
  - direct_payments.ended_on
  - reviews.completed_on
  - reviews.dp_ref
deeds: [reviews.completed_on]
lookback: 12 months
lookahead: "0"
parameters:
  months:
    type: integer
    default: "12"
    min: "12"
    max: "36"
    words: Months after the review before within which the next is due.
  first_months:
    type: integer
    default: "6"
    min: "1"
    max: "12"
    words: Months after the first payment within which the first review is due, from which the others are counted.
dimensions: []
sensitive: false
council_totals_only: true
minimum_denominator: 30
official: []
does_not_show:
  - Age to the day. It is counted by year, so that whoever turns 18 in a year counts from 1 January of it.
  - Reviews of the plan in which the payment was spoken of and not named.
  - How late a review was that came after its due day.
  - Reviews older than the council's records; where none has come for a year, the due days are then counted from the first payment.
version: 1.2.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
  - version: 1.1.0
    date: "2026-12-01"
    what: "Intervals are of twelve months at most: a late review no longer meets the due day after the one it missed."
  - {version: 1.2.0, date: "2026-12-01", what: "Where a date of a review is recorded and cannot be read the answer is unknown, and not that it was not done."}
---*/
-- D7: each review starts a stretch that ends with the next, and so does the day the first review was due. In a stretch from a review the next is due
-- after 12 months, which the next review meets or misses. A due day that was missed is followed by one 12 months after the review that came late, if
-- it came within 12 months, that day included; else by one 12 months after itself, which is missed too. So a late review meets no due day.
SELECT
    due.person,
    due.council,
    due.on_date,
    due.place,
    due.met,
    CASE WHEN due.met = 1 THEN 'reviewed' ELSE 'not reviewed by then' END AS reason
FROM (
    SELECT
        s.person,
        s.council,
        s.place,
        s.to_date,
        s.next_reviewed_on,
        s.reviewed,
        turn.n AS turn,
        CAST(s.first_due_on + INTERVAL '1' MONTH * :months * turn.n AS DATE) AS on_date,
        CASE WHEN s.reviewed = 1 AND turn.n = 0 AND s.next_reviewed_on <= s.first_due_on THEN 1 ELSE 0 END AS met
    FROM (
        SELECT
            starts.person,
            starts.council,
            starts.payment,
            starts.place,
            starts.to_date,
            starts.reviewed,
            CASE
                WHEN starts.reviewed = 1 THEN CAST(starts.started_on + INTERVAL '1' MONTH * :months AS DATE)
                ELSE CAST(starts.started_on + INTERVAL '1' MONTH * :first_months AS DATE)
            END AS first_due_on,
            lead(starts.started_on) OVER (
                PARTITION BY starts.payment
                ORDER BY starts.reviewed NULLS LAST, starts.started_on NULLS LAST
            ) AS next_reviewed_on
        FROM (
            SELECT
                person,
                council,
                payment,
                place,
                to_date,
                0 AS reviewed,
                first_paid_on AS started_on
            FROM paid_payments
            UNION ALL
            SELECT
                p.person,
                p.council,
                p.payment,
                p.place,
                p.to_date,
                1 AS reviewed,
                r.reviewed_on AS started_on
            FROM paid_payments AS p
            INNER JOIN payment_reviews AS r ON r.payment = p.payment
        ) AS starts
    ) AS s
    CROSS JOIN (
        VALUES
            (0), (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13), (14), (15),
            (16), (17), (18), (19), (20), (21), (22), (23), (24), (25), (26), (27), (28), (29)
    ) AS turn (n)
) AS due
WHERE
    (due.to_date IS NULL OR due.to_date >= due.on_date)
    AND CASE
        -- The first review's own due day is D6's; the one 12 months after a review is always asked.
        WHEN due.turn = 0 THEN due.reviewed = 1
        -- Later ones are asked as long as no review has come.
        ELSE due.next_reviewed_on IS NULL OR due.next_reviewed_on > due.on_date
    END
