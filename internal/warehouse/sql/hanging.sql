-- Rows that nothing but a lost row they hang on has lost. Kind.
SELECT count(*)
FROM (
    SELECT line
    FROM temp.mark
    WHERE kind = '%s' AND loses
    GROUP BY line
    HAVING bool_and(rule = 'hangs_on_rejected')
);
