/*---
id: yearly_direct_payment_reviews_on_time
title: Yearly reviews of direct payments on time
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
  after the review before, or, where a review that was due did not take place, after the day it was due.
numerator: Those of them whose payment was reviewed again on or before that day.
unknown: Nobody. A payment without the day it was first paid has no due day and belongs to no period.
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
    max: "24"
    words: Months after the first payment within which the first review is due, from which the others are counted.
dimensions: []
sensitive: false
minimum_denominator: 30
official: []
does_not_show:
  - Reviews of the plan in which the payment was spoken of and not named.
  - How late a review was that came after its due day.
  - Reviews older than the council's records; where none has come for a year, the due days are then counted from the first payment.
version: 1.0.0
changes:
  - {version: 1.0.0, date: "2026-11-21", what: First version.}
---*/
-- Each review after which the payment goes on starts a stretch, and so does the day the first review was due if it was missed.
-- In a stretch a review is due after 12 months, and as long as none has come, again and again after 12 more; the review that
-- begins the next stretch meets the last of these days.
SELECT
    due.person,
    due.council,
    due.on_date,
    due.reference,
    CASE WHEN due.next_reviewed_on <= due.on_date THEN 1 ELSE 0 END AS met,
    CASE WHEN due.next_reviewed_on <= due.on_date THEN 'reviewed' ELSE 'not reviewed by then' END AS reason
FROM (
    SELECT
        s.person,
        s.council,
        s.reference,
        s.to_date,
        s.next_reviewed_on,
        turn.n AS turn,
        CAST(s.first_due_on + INTERVAL '1' MONTH * :months * turn.n AS DATE) AS on_date,
        CAST(s.first_due_on + INTERVAL '1' MONTH * :months * (turn.n - 1) AS DATE) AS due_before
    FROM (
        SELECT
            starts.person,
            starts.council,
            starts.reference,
            starts.to_date,
            CAST(starts.started_on + INTERVAL '1' MONTH * :months AS DATE) AS first_due_on,
            lead(starts.started_on) OVER (
                PARTITION BY starts.reference
                ORDER BY starts.started_on NULLS LAST
            ) AS next_reviewed_on
        FROM (
            SELECT
                f.person,
                f.council,
                f.reference,
                f.to_date,
                CASE WHEN f.first_reviewed_on <= f.due_on THEN f.first_reviewed_on ELSE f.due_on END AS started_on
            FROM (
                SELECT
                    p.person,
                    p.council,
                    p.payment AS reference,
                    p.to_date,
                    CAST(p.first_paid_on + INTERVAL '1' MONTH * :first_months AS DATE) AS due_on,
                    min(r.reviewed_on) AS first_reviewed_on
                FROM paid_payments AS p
                LEFT JOIN payment_reviews AS r ON r.payment = p.payment
                GROUP BY p.person, p.council, p.payment, p.to_date, p.first_paid_on
            ) AS f
            UNION
            SELECT
                p.person,
                p.council,
                p.payment AS reference,
                p.to_date,
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
    AND (due.turn = 0 OR due.next_reviewed_on IS NULL OR due.next_reviewed_on > due.due_before)
