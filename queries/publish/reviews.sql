-- The reviews, the newest first.
CREATE TABLE published.reviews AS
SELECT *
FROM publish_reviews
ORDER BY level, entity_id, as_of DESC, report, ending
