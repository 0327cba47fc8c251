-- The rows of runs as people count them: events of one clawback together, and all adjustments. `place` puts them in the order
-- of the steps, which is not that of a person's rows alone: who earned nothing begins with a clawback.
CREATE OR REPLACE TEMP VIEW pay_lines AS
SELECT
  l.run_no,
  l.specialist_id,
  CASE WHEN SPLIT_PART(l.node, ':', 1) IN ('clawback', 'carry') THEN SPLIT_PART(l.node, '/', 1)
    WHEN l.node LIKE 'adjustment:%' THEN 'adjustment:' ELSE l.node END AS node,
  100000 * COALESCE(w.place, 1000) + l.line_no AS place,
  l.amount
FROM incentive_lines AS l
LEFT JOIN row_words AS w ON w.word = SPLIT_PART(l.node, ':', 1)
