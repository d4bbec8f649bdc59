-- The rows of a release of which some councils' figures were withdrawn.
SELECT c.* REPLACE (
    CASE WHEN w.note IS NULL THEN c.value END AS value,
    CASE WHEN w.note IS NULL THEN c.lower_95 END AS lower_95,
    CASE WHEN w.note IS NULL THEN c.upper_95 END AS upper_95,
    CASE WHEN w.note IS NULL THEN c.numerator END AS numerator,
    CASE WHEN w.note IS NULL THEN c.denominator END AS denominator,
    CASE WHEN w.note IS NULL THEN c.unknown END AS unknown,
    CASE WHEN w.note IS NULL THEN c.noise_sd END AS noise_sd,
    CASE WHEN w.note IS NULL THEN c.rank END AS rank,
    CASE WHEN w.note IS NULL THEN c.rank_low END AS rank_low,
    CASE WHEN w.note IS NULL THEN c.rank_high END AS rank_high,
    CASE WHEN w.note IS NULL THEN c.region_rank END AS region_rank,
    CASE WHEN w.note IS NULL THEN c.region_rank_low END AS region_rank_low,
    CASE WHEN w.note IS NULL THEN c.region_rank_high END AS region_rank_high,
    CASE WHEN w.note IS NULL THEN c.status ELSE 'x' END AS status,
    CASE WHEN w.note IS NULL THEN c.notes ELSE w.note END AS notes
)
FROM read_parquet({file}) AS c
LEFT JOIN withdrawn AS w ON w.area_code = c.area_code AND w.period = c.period
