-- Days to close, by the closing day; in time on day 15, whose day decides, also where it was closed before; upheld among those closed
-- in the period and decided.
-- period: 2026-03
-- as_of: 2026-03-20
-- metrics: complaint_closure_days, complaint_in_time, complaint_upheld_rate
INSERT INTO complaints (complaint_id, specialist_id, received_on, upheld, closed_on, policy_id, file_no, file_row)
VALUES ('K1', 'S1', DATE '2026-03-02', TRUE, DATE '2026-03-17', NULL, 0, 0),
  ('K2', 'S1', DATE '2026-03-03', NULL, DATE '2026-03-19', 'P1', 0, 0),
  ('K3', 'S1', DATE '2026-02-14', FALSE, DATE '2026-02-16', NULL, 0, 0),
  ('K4', 'S2', DATE '2026-03-05', TRUE, DATE '2026-03-21', NULL, 0, 0),
  ('K5', 'S2', DATE '2026-03-06', FALSE, DATE '2026-03-10', NULL, 0, 0),
  ('K6', 'S2', DATE '2026-02-13', FALSE, NULL, NULL, 0, 0);
SELECT told AS actual,
  'S1: complaint_closure_days 31/2, complaint_in_time 2/3, complaint_upheld_rate 1/1; '
  || 'S2: complaint_closure_days 4/1, complaint_in_time 0/1, complaint_upheld_rate 0/1' AS expected
FROM by_specialist
UNION ALL
SELECT STRING_AGG(product_line || ' ' || told, '; ' ORDER BY product_line), '(none) 19/2; 年金 16/1'
FROM (
  SELECT product_line, ratio(numerator, denominator) AS told
  FROM run_entities
  WHERE metric = 'complaint_closure_days'
  GROUP BY product_line
) AS lines;
