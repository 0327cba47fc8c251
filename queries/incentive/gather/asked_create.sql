-- Whose sums of which metric a plan reads, by number of the period in the run.
CREATE OR REPLACE TEMP TABLE run_asked (metric VARCHAR, scope VARCHAR, period_no INTEGER)
