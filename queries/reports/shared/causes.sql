-- What is known of why items are not paid, by the as-of day: each cause with the day it was told and where. Of one day a review of
-- service counts more than the record of a visit, and that more than an objection.
CREATE OR REPLACE TEMP TABLE report_causes AS
SELECT f.item_key, m.cause_code AS reason, f.returned_on AS told_on, 3 AS place
FROM facts.service_reviews AS f
INNER JOIN main.service_reviews AS m ON m.review_id = f.review_id
WHERE f.issued_on <= $as_of AND f.returned_on <= $as_of AND m.cause_code IS NOT NULL
UNION ALL
SELECT v.item_key, m.cause_code, v.occurred_on, 2
FROM facts.visits AS v
INNER JOIN main.visits AS m ON m.activity_id = v.record_id
WHERE v.occurred_on <= $as_of AND m.cause_code IS NOT NULL AND v.item_key IS NOT NULL
UNION ALL
SELECT f.item_key, m.objection_code, f.occurred_on, 1
FROM facts.activities AS f
INNER JOIN main.activities AS m ON m.activity_id = f.activity_id
WHERE f.occurred_on <= $as_of AND m.objection_code IS NOT NULL AND f.item_key IS NOT NULL
