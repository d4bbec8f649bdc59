-- The migrations that this file has had.
CREATE TABLE main.migration (
    number INTEGER NOT NULL PRIMARY KEY,
    name VARCHAR NOT NULL
);
