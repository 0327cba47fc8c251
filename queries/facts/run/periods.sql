-- The periods of this run; every fact and metric is computed for all of them at once.
-- Months are numbers (12 x year + month). The window holds every due day a metric of the period may ask about.
CREATE OR REPLACE TEMP TABLE run_periods (
  period_no INTEGER,
  first_on DATE,
  last_on DATE,
  as_of DATE,
  reference_on DATE,
  before_on DATE,
  two_years_before_on DATE,
  month INTEGER,
  first_month INTEGER,
  last_month INTEGER,
  window_from DATE,
  window_to DATE
)
