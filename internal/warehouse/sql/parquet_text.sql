-- A Parquet file as CSV into a pipe; its header has been written. Rows keep their order, since findings name them by number.
COPY (SELECT %s FROM read_parquet(%s)) TO '/dev/fd/%d' (FORMAT csv, HEADER false, DELIMITER ',', QUOTE '"', ESCAPE '"');
