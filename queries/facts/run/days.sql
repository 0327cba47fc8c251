-- The days of each period up to its reference day. Rows of a day are found by equality, which stays fast however many
-- periods there are.
CREATE OR REPLACE TEMP TABLE run_days AS
SELECT
  r.*,
  r.first_on + CAST(d.day_no AS INTEGER) AS day_on
FROM run_periods AS r
INNER JOIN RANGE(0, 40000) AS d (day_no) ON r.first_on + CAST(d.day_no AS INTEGER) <= r.reference_on
