-- The periods of which there are figures.
CREATE TABLE published.periods AS
SELECT *
FROM publish_periods
ORDER BY kind, place
