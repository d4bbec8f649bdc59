-- Files of Client Level Data that came in, as their events: hashed people, days and codes, no cell of a file. A later file that comes alone
-- joins with them. One file is kept once, however many batches it is part of.
CREATE TABLE record.submission (
    council VARCHAR NOT NULL,
    digest VARCHAR NOT NULL,
    events BLOB NOT NULL,
    PRIMARY KEY (council, digest)
);

-- Which of them a batch was made from, in order.
CREATE TABLE batch_submission (
    batch INTEGER NOT NULL,
    place INTEGER NOT NULL,
    digest VARCHAR NOT NULL
);
