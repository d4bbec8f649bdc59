-- Plans that have been signed off (20_plan_spells.sql), with the first day on which each can stand for the person. Before its sign-off a
-- plan is a draft.
SELECT
    council,
    person,
    plan,
    place,
    setting,
    started_on,
    signed_off_on,
    greatest(coalesce(started_on, signed_off_on), signed_off_on) AS from_date,
    to_date
FROM plan_spells
WHERE signed_off_on IS NOT NULL
