-- What is found between the rows of a batch: where, by what rule, in which field, and whether the row is lost by it.
CREATE OR REPLACE TEMP TABLE mark (kind VARCHAR NOT NULL, line BIGINT NOT NULL, rule VARCHAR NOT NULL, field VARCHAR NOT NULL, loses BOOLEAN NOT NULL);
