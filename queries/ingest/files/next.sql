-- The numbers of the next file and the next run.
SELECT
  CAST(COALESCE(max(file_no), 0) + 1 AS BIGINT) AS file_no,
  CAST(COALESCE(max(run_no), 0) + 1 AS BIGINT) AS run_no
FROM files
