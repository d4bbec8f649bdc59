-- A keyed digest of each person's contributions in a council's period end, as of the entry that drew it.
CREATE TABLE people (
    entry INTEGER NOT NULL,
    council INTEGER NOT NULL,
    period_end DATE NOT NULL,
    people BLOB NOT NULL
);
