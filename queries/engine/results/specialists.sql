-- The people of each period, with where they belong.
SELECT
  period_no, specialist_key, specialist_id, specialist_name, team_id, team_name, branch_id, branch_name, region
FROM run_specialists
