-- What stands is told by a log of what was done with batches: the last entry of a batch says whether it may stand, and of those that may the
-- one with the latest entry stands for its council and kinds. The day is the one from which a reading as of a day sees it: of a load the day
-- the council produced the extract. The time is for the record.
CREATE TABLE log (
    entry INTEGER NOT NULL PRIMARY KEY,
    noted_at TIMESTAMP NOT NULL,
    day DATE NOT NULL,
    batch INTEGER NOT NULL,
    act ENUM('load', 'set_aside', 'restore', 'withdraw') NOT NULL,
    reason VARCHAR NOT NULL
);

-- Batches from before there was a log stood in the order in which they were loaded.
INSERT INTO log
SELECT batch, CAST(produced_on AS TIMESTAMP), produced_on, batch, 'load', ''
FROM batch;

-- Whether the council sent records of the specification, or Client Level Data from which they were made.
ALTER TABLE batch ADD COLUMN basis VARCHAR DEFAULT 'records';

-- Deeds whose date somebody wrote and nobody can read: neither done nor not done.
CREATE TABLE record.unreadable (
    council VARCHAR NOT NULL,
    batch INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    field VARCHAR NOT NULL,
    record UUID NOT NULL,
    person_ref UUID
);
