-- What a warehouse made before these fields were asked for lacks.
ALTER TABLE record.assessments ADD COLUMN IF NOT EXISTS helped_to_decide ENUM('yes', 'no', 'unknown');
ALTER TABLE record.plans ADD COLUMN IF NOT EXISTS has_strengths ENUM('yes', 'no', 'unknown');
ALTER TABLE record.plans ADD COLUMN IF NOT EXISTS has_networks ENUM('yes', 'no', 'unknown');
ALTER TABLE record.plans ADD COLUMN IF NOT EXISTS has_technology ENUM('yes', 'no', 'unknown');
ALTER TABLE record.plans ADD COLUMN IF NOT EXISTS has_where_to_live ENUM('yes', 'no', 'unknown');
ALTER TABLE record.plans ADD COLUMN IF NOT EXISTS involved_others ENUM('yes', 'no', 'not_asked', 'unknown');
ALTER TABLE record.direct_payments ADD COLUMN IF NOT EXISTS support_offered ENUM('yes', 'no', 'unknown');
ALTER TABLE record.direct_payments ADD COLUMN IF NOT EXISTS managed_by ENUM('self', 'nominee', 'suitable_person', 'service', 'unknown');

-- A budget whose amount is not recorded is kept.
ALTER TABLE record.budgets ALTER COLUMN weekly_total DROP NOT NULL;

-- The place of each record in the order of the council's own references, among the records of its person (of its plan, a budget): of
-- references only keyed hashes are kept, whose order says nothing. Empty in batches that were loaded before it was kept.
ALTER TABLE record.assessments ADD COLUMN place INTEGER;
ALTER TABLE record.plans ADD COLUMN place INTEGER;
ALTER TABLE record.direct_payments ADD COLUMN place INTEGER;
ALTER TABLE record.reviews ADD COLUMN place INTEGER;
ALTER TABLE record.complaints ADD COLUMN place INTEGER;

-- A review of which nobody recorded whether it was planned is a review all the same.
ALTER TABLE record.reviews ALTER COLUMN kind TYPE ENUM('first', 'planned', 'unplanned', 'direct_payment', 'unknown');
