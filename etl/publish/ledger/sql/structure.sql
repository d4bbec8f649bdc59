-- Whose ledger this is: a fingerprint of the keys that drew what is in it, and the table of probabilities it was drawn by.
CREATE TABLE ledger (
    format INTEGER NOT NULL,
    fingerprint VARCHAR NOT NULL,
    table_hash VARCHAR NOT NULL
);

-- Areas by number, so that blobs stay small and a change of the list of areas does not move them.
CREATE TABLE area (
    number INTEGER NOT NULL PRIMARY KEY,
    code VARCHAR NOT NULL UNIQUE
);

-- One row for each release drawn, and for each candidate that did not withstand the audit. The last columns say how many rows go with it,
-- so that a loss is noticed.
CREATE TABLE entry (
    number INTEGER NOT NULL PRIMARY KEY,
    release VARCHAR NOT NULL,
    as_of DATE NOT NULL,
    published_on DATE NOT NULL,
    program VARCHAR NOT NULL,
    failed VARCHAR NOT NULL,
    vintages INTEGER NOT NULL,
    cells INTEGER NOT NULL,
    corrections INTEGER NOT NULL
);

-- The vintages of every area and period end. drawn says whether its cells were drawn anew or kept, frozen that it opens no further vintage.
CREATE TABLE vintage (
    entry INTEGER NOT NULL,
    area INTEGER NOT NULL,
    period_end DATE NOT NULL,
    vintage VARCHAR NOT NULL,
    salt UTINYINT NOT NULL,
    drawn BOOLEAN NOT NULL,
    frozen BOOLEAN NOT NULL
);

-- The drawn counts of a measure's breakdown in a period, under one number of vintage: a blob for all areas drawn together.
CREATE TABLE cells (
    entry INTEGER NOT NULL,
    measure VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    dimension VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    number UTINYINT NOT NULL,
    salt UTINYINT NOT NULL,
    breach BOOLEAN NOT NULL,
    median BOOLEAN NOT NULL,
    categories VARCHAR NOT NULL,
    cells BLOB NOT NULL
);

-- Corrections taken in: a council's period end whose figures were withdrawn. struck: it came after the third vintage, and the figures stay away.
CREATE TABLE correction (
    entry INTEGER NOT NULL,
    release VARCHAR NOT NULL,
    area INTEGER NOT NULL,
    period_end DATE NOT NULL,
    reason VARCHAR NOT NULL,
    struck BOOLEAN NOT NULL
);
