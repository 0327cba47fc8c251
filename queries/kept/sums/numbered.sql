-- Sums by the number they are kept under: those that are taken, or those that are kept now.
CREATE OR REPLACE TEMP TABLE run_kept (metric STRING, period_no INTEGER, figure_no BIGINT, key STRING)
