-- Reviews of runs of pay, each as its own page.
CREATE OR REPLACE TEMP TABLE publish_run_reviews (run_no BIGINT, page VARCHAR)
