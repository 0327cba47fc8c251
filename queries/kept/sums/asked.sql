-- The sums that are wanted: those of a metric in a period, under the hash of all they rest on.
CREATE OR REPLACE TEMP TABLE run_asked (metric STRING, period_no INTEGER, key STRING)
