-- The days of each period up to its reference day. Rows of a day are found by equality, which stays fast however many
-- periods there are.
CREATE OR REPLACE TEMP TABLE run_days AS
SELECT
  r.*,
  CAST(UNNEST(GENERATE_SERIES(r.first_on, r.reference_on, INTERVAL '1' DAY)) AS DATE) AS day_on
FROM run_periods AS r
