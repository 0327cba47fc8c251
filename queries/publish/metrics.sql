-- The metrics in the order in which they are shown.
CREATE TABLE published.metrics AS
SELECT *
FROM publish_metrics
ORDER BY place
