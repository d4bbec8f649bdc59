-- A row for every area asked for of which the release has no cell: no silent absence.
SELECT measure, source, area_code, area_name, area_level, parent_code, NULL AS councils, "period", "grain", period_label,
    "period_start", period_end, dimension, category, category_label, category_order, band,
    NULL AS value, unit, NULL AS lower_95, NULL AS upper_95, NULL AS numerator, NULL AS denominator, NULL AS unknown, NULL AS noise_sd,
    'x' AS status, '' AS vintage, '' AS notes,
    NULL AS "rank", NULL AS rank_low, NULL AS rank_high, NULL AS ranked_of,
    NULL AS region_rank, NULL AS region_rank_low, NULL AS region_rank_high, NULL AS region_ranked_of,
    'no_value' AS not_ranked_reason, "release"
FROM spans
JOIN categories USING (measure)
CROSS JOIN areas
WHERE {where}
    AND NOT EXISTS (
        FROM {cells} c
        WHERE c.measure = spans.measure AND c.period = spans.period AND c.area_code = areas.area_code
            AND c.dimension = categories.dimension AND c.category = categories.category
    )
