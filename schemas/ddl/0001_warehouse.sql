-- What the warehouse knows of itself and of the batches it has taken. No time of day is kept: a batch is known by its number,
-- which only says what was loaded after what, and by the day the council produced it.

-- The id ties the warehouse to its key file.
CREATE TABLE warehouse (
    id UUID NOT NULL
);

-- One row for each extract loaded. The digest is the SHA-256 over its files, so that the same bytes again are recognised.
CREATE TABLE batch (
    batch INTEGER NOT NULL PRIMARY KEY,
    council VARCHAR NOT NULL,
    produced_on DATE NOT NULL,
    from_date DATE NOT NULL,
    to_date DATE NOT NULL,
    digest VARCHAR NOT NULL,
    synthetic BOOLEAN NOT NULL,
    specification VARCHAR NOT NULL
);

-- The kinds a batch brought, each with the declared columns its file lacked, separated by commas.
CREATE TABLE batch_kind (
    batch INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    missing VARCHAR NOT NULL,
    PRIMARY KEY (batch, kind)
);

CREATE SCHEMA record;
