-- Records as checked text, straight from a pipe into the kind's table: nothing is written anywhere on the way.
INSERT INTO record.%s (council, batch, %s)
SELECT %s AS council, %d AS batch, %s
FROM read_csv('/dev/fd/%d', columns = {%s}, header = false, auto_detect = false, delim = ',', quote = '', escape = '', buffer_size = 1048576);
