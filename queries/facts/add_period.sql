-- One period of the run. The grace of the data decides how far back the window reaches.
INSERT INTO run_periods
SELECT
  $period_no,
  $first_on,
  $last_on,
  $as_of,
  LEAST($as_of, $last_on),
  LEAST($as_of, CAST($first_on AS DATE) - 1),
  $two_years_before_on,
  $month,
  $first_month,
  $last_month,
  LEAST($window_from, CAST($first_on AS DATE) - COALESCE((SELECT MAX(longest_grace) FROM facts.due_months), 0)),
  $window_to
