-- The people, in the order of the table they go to.
SELECT
  period_no, specialist_key, specialist_id, specialist_name, team_id, team_name, branch_id, branch_name, region
FROM read_parquet($files)
