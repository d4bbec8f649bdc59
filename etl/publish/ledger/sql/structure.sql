-- Whose ledger this is: a fingerprint of the keys that drew what is in it.
CREATE TABLE ledger (
    format INTEGER NOT NULL,
    fingerprint VARCHAR NOT NULL
);

-- Areas by number, so that blobs stay small and a change of the list of areas does not move them.
CREATE TABLE area (
    number INTEGER NOT NULL PRIMARY KEY,
    code VARCHAR NOT NULL UNIQUE
);

-- One row for each release drawn, and for each candidate that did not withstand the audit. rows says how many rows of each kind go
-- with it, so that a loss is noticed.
CREATE TABLE entry (
    number INTEGER NOT NULL PRIMARY KEY,
    release VARCHAR NOT NULL,
    published_on DATE NOT NULL,
    program VARCHAR NOT NULL,
    table_hash VARCHAR NOT NULL,
    failed VARCHAR NOT NULL,
    vintages INTEGER NOT NULL,
    cells INTEGER NOT NULL,
    draws INTEGER NOT NULL
);

-- The vintages of an area and period; drawn says whether its cells were drawn anew or kept.
CREATE TABLE vintage (
    entry INTEGER NOT NULL,
    area INTEGER NOT NULL,
    period VARCHAR NOT NULL,
    vintage VARCHAR NOT NULL,
    drawn BOOLEAN NOT NULL
);

-- The drawn counts of a measure's breakdown in a period, under one vintage: a blob for all areas drawn together.
CREATE TABLE cells (
    entry INTEGER NOT NULL,
    measure VARCHAR NOT NULL,
    dimension VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    vintage VARCHAR NOT NULL,
    categories VARCHAR NOT NULL,
    median BOOLEAN NOT NULL,
    checked BOOLEAN NOT NULL,
    cells BLOB NOT NULL
);

-- Every draw of a population's breakdown by its mark, a keyed hash of tier, vintage, n and S.
CREATE TABLE draws (
    entry INTEGER NOT NULL,
    population VARCHAR NOT NULL,
    dimension VARCHAR NOT NULL,
    draws BLOB NOT NULL
);

-- A keyed digest of each person's contributions in a council's period, as last drawn; erased counts people taken out since.
CREATE TABLE people (
    entry INTEGER NOT NULL,
    council INTEGER NOT NULL,
    period VARCHAR NOT NULL,
    people BLOB NOT NULL,
    erased INTEGER NOT NULL
);
