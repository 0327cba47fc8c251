-- The statements of each person, the newest first.
CREATE TABLE published.statements AS
SELECT *
FROM publish_statements
ORDER BY specialist_id, first_on DESC
