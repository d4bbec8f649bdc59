-- Records of an earlier batch that stay, but whose person the new batch no longer has.
SELECT count(*)
FROM record.%s AS r
WHERE r.batch = $1
    AND r.person_ref IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM record.people AS p WHERE p.batch = $2 AND p.person_ref = r.person_ref);
