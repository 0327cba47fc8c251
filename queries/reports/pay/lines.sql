-- The rows of the runs by scope and node, with the titles of the ids that the node names.
CREATE OR REPLACE TEMP TABLE report_pay_lines AS
WITH summed AS (
  SELECT
    p.scope_no,
    l.run_no,
    l.node,
    MIN(l.place) AS place,
    SUM(l.amount) AS amount,
    COUNT(DISTINCT l.specialist_id) AS people
  FROM pay_lines AS l
  INNER JOIN report_pay_people AS p ON p.run_no = l.run_no AND p.specialist_id = l.specialist_id
  GROUP BY p.scope_no, l.run_no, l.node
)
SELECT s.*, COALESCE(a.title, '') AS node_title, COALESCE(b.title, '') AS node_part
FROM summed AS s
LEFT JOIN incentive_names AS a
  ON a.run_no = s.run_no AND a.id = SPLIT_PART(SPLIT_PART(s.node, ':', 2), '/', 1)
LEFT JOIN incentive_names AS b ON b.run_no = s.run_no AND b.id = SPLIT_PART(s.node, '/', 2)
