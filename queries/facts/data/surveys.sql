-- Surveys with numbers for keys, what their due item is and who was asked. A score or recommendation without a day of answer is
-- no answer.
-- touched: survey_id
CREATE OR REPLACE TABLE facts.surveys AS
SELECT
  q.survey_id,
  s.specialist_key,
  COALESCE(p.customer_key, c.customer_key) AS customer_key,
  i.item_key,
  COALESCE(i.slice_key, 0) AS slice_key,
  i.due_no,
  i.due_month,
  q.sent_on,
  q.answered_on,
  CASE WHEN q.answered_on IS NOT NULL THEN q.score END AS score,
  CASE WHEN q.answered_on IS NOT NULL THEN q.recommend END AS recommend
FROM touched.surveys AS q
INNER JOIN facts.specialists AS s ON s.specialist_id = q.specialist_id
LEFT JOIN touched_facts.items AS i ON i.due_id = q.due_id
LEFT JOIN facts.policies AS p ON p.policy_key = i.policy_key
LEFT JOIN facts.customers AS c ON c.customer_id = q.customer_id
