-- Days from opening to resolution whatever the result, also below zero; open more than three days at the end is open too long, the
-- third day is not; one resolved after the end is open, one opened after it is not there.
-- period: 2026-03
-- as_of: 2026-04-30
-- metrics: issue_resolution_days, issue_overdue_count
INSERT INTO issues (issue_id, opened_at, kind, specialist_id, due_id, resolved_at, result, file_no, file_row)
VALUES ('I1', TIMESTAMP '2026-02-27 23:00:00', 'other', 'S1', 'D1', TIMESTAMP '2026-03-02 01:00:00', 'unsolved', 0, 0),
  ('I2', TIMESTAMP '2026-03-05 10:00:00', 'other', 'S1', NULL, TIMESTAMP '2026-03-04 10:00:00', 'solved', 0, 0),
  ('I3', TIMESTAMP '2026-03-05 10:00:00', 'other', 'S1', NULL, TIMESTAMP '2026-04-01 10:00:00', 'solved', 0, 0),
  ('I4', TIMESTAMP '2026-03-28 00:00:00', 'other', 'S2', NULL, NULL, NULL, 0, 0),
  ('I5', TIMESTAMP '2026-03-27 23:59:59', 'other', 'S2', NULL, NULL, 'partly', 0, 0),
  ('I6', TIMESTAMP '2026-03-01 10:00:00', 'other', 'S2', NULL, TIMESTAMP '2026-03-31 23:00:00', 'solved', 0, 0),
  ('I7', TIMESTAMP '2026-04-01 10:00:00', 'other', 'S2', NULL, NULL, NULL, 0, 0);
SELECT told AS actual, 'S1: issue_overdue_count 1, issue_resolution_days 2/2; S2: issue_overdue_count 1, issue_resolution_days 30/1' AS expected
FROM by_specialist
UNION ALL
SELECT STRING_AGG(product_line || ' ' || due_no || ' ' || told, '; ' ORDER BY product_line), '(none) (none) 29/2; 年金 3 3/1'
FROM (
  SELECT product_line, due_no, ratio(numerator, denominator) AS told
  FROM run_entities
  WHERE metric = 'issue_resolution_days'
  GROUP BY product_line, due_no
) AS lines;
