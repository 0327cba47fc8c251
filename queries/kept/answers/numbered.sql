-- The answers that are kept now, by the number they are kept under.
CREATE OR REPLACE TEMP TABLE run_kept_answers (figure_no BIGINT, key STRING, answer STRING)
