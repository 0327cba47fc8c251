-- The review of each run that has one.
CREATE TABLE published.run_reviews AS
SELECT *
FROM publish_run_reviews
ORDER BY run_no
