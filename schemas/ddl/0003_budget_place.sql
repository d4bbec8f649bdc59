-- Of budgets of one plan that begin on one day, the place of each among them by the council's own reference: only keyed hashes of
-- references are kept, whose order says nothing. Empty where no other begins on the day.
ALTER TABLE record.budgets ADD COLUMN place INTEGER;
