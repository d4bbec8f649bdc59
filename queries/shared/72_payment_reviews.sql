-- The days after its first payment on which a direct payment was reviewed, each day once. A review of the person is of a payment if
-- it names it, or if it is of kind direct_payment and names none; then it is of each payment the person has.
-- Readings: D6, D7, measures.md.
SELECT
    p.payment,
    r.completed_on AS reviewed_on
FROM paid_payments AS p
INNER JOIN reviews AS r ON r.person_ref = p.person AND r.dp_ref = p.payment
WHERE r.completed_on > p.first_paid_on
UNION
SELECT
    p.payment,
    r.completed_on AS reviewed_on
FROM paid_payments AS p
INNER JOIN reviews AS r ON r.person_ref = p.person
WHERE r.kind = 'direct_payment' AND r.dp_ref IS NULL AND r.completed_on > p.first_paid_on
