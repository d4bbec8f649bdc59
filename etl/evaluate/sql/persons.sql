-- Everyone who is counted: people, and complaints without a person, each of which is a person of its own and unknown in every
-- dimension. The record key (rk) is the first 8 bytes of HMAC-SHA256(k_rec, reference), kept in two halves so that sums stay in
-- whole numbers of 64 bits. Parameters: outer pad, inner pad of the key (RFC 2104). This alone is read by DuckDB only: a query that is sent
-- to another engine stands in its log, and must not carry a key.
SELECT
    person,
    birth_year,
    sex,
    ethnicity,
    support_reason,
    CAST('0x' || substr(mac, 9, 8) AS BIGINT) AS rk_lo,
    CAST('0x' || substr(mac, 1, 8) AS BIGINT) AS rk_hi
FROM (
    SELECT
        everyone.*,
        sha256($1::BLOB || unhex(sha256($2::BLOB || encode(CAST(person AS VARCHAR))))) AS mac
    FROM (
        SELECT
            person_ref AS person,
            coalesce(birth_year, -1) AS birth_year,
            coalesce(sex, 'unknown') AS sex,
            coalesce(ethnicity, 'unknown') AS ethnicity,
            coalesce(support_reason, 'unknown') AS support_reason
        FROM people
        UNION ALL
        SELECT
            complaint_ref AS person,
            -1 AS birth_year,
            'unknown' AS sex,
            'unknown' AS ethnicity,
            'unknown' AS support_reason
        FROM complaints
        WHERE person_ref IS NULL
    ) AS everyone
) AS keyed
