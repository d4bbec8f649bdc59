-- Which batch stands for each council and kind by what the log says up to a day. A batch may stand if its last entry made it so; of those the
-- one with the latest entry does. A council stands on one basis, that of its latest batch.
WITH last AS (
    SELECT batch, max(entry) AS entry, max_by(act, entry) AS act
    FROM main.log
    WHERE day <= CAST($1 AS DATE)
    GROUP BY batch
),

may AS (
    SELECT b.council, b.batch, b.basis, l.entry
    FROM last AS l
    JOIN main.batch AS b USING (batch)
    WHERE l.act IN ('load', 'restore')
),

basis AS (
    SELECT council, max_by(basis, entry) AS basis
    FROM may
    GROUP BY council
)

SELECT m.council, k.kind, max_by(m.batch, m.entry) AS batch
FROM may AS m
JOIN basis USING (council, basis)
JOIN main.batch_kind AS k USING (batch)
GROUP BY m.council, k.kind
