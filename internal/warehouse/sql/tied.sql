-- Rows that are alike in one of the lists of fields the kind ties by, each with the number of the record or person its list begins with. The
-- kind's rows, those of each list that are alike, that first field.
CREATE OR REPLACE TEMP TABLE tied AS
WITH alike AS (%[2]s)

SELECT s.line, dense_rank() OVER (ORDER BY s.%[3]s) AS number
FROM %[1]s AS s
JOIN alike USING (line);
CREATE OR REPLACE TEMP TABLE place (line BIGINT NOT NULL, place INTEGER NOT NULL);
