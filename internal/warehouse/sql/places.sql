-- Records of a batch that are not yet in the order of their references, each from the place it has to the one it is to have.
UPDATE record.%s AS r
SET place = moved.place
FROM read_csv(
    '/dev/fd/%d', columns = {'old_place': 'INTEGER', 'place': 'INTEGER'}, header = false, auto_detect = false, delim = ',', quote = '', escape = ''
) AS moved
WHERE r.batch = %d AND r.place = moved.old_place;
