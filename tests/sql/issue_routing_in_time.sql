-- Handed over at the deadline is in time, a second later it is not; before the opening it is, never it is not. The deadline's day
-- decides the period: that of the last one is in April.
-- period: 2026-03
-- metrics: issue_routing_2h
INSERT INTO issues (issue_id, opened_at, kind, specialist_id, department, assigned_at, file_no, file_row)
VALUES ('I1', TIMESTAMP '2026-02-27 17:30:00', 'other', 'S1', 'it', TIMESTAMP '2026-03-02 10:30:00', 0, 0),
  ('I2', TIMESTAMP '2026-03-10 16:00:00', 'other', 'S1', 'it', TIMESTAMP '2026-03-10 18:00:01', 0, 0),
  ('I3', TIMESTAMP '2026-03-10 16:00:01', 'other', 'S1', 'it', TIMESTAMP '2026-03-10 22:00:00', 0, 0),
  ('I4', TIMESTAMP '2026-03-10 10:00:00', 'other', 'S2', NULL, TIMESTAMP '2026-03-09 10:00:00', 0, 0),
  ('I5', TIMESTAMP '2026-03-10 10:00:00', 'other', 'S2', 'claims', NULL, 0, 0),
  ('I6', TIMESTAMP '2026-03-31 17:30:00', 'other', 'S2', 'claims', TIMESTAMP '2026-03-31 17:31:00', 0, 0);
SELECT told AS actual, 'S1: issue_routing_2h 2/3; S2: issue_routing_2h 1/2' AS expected FROM by_specialist
UNION ALL
SELECT STRING_AGG(department || ' ' || told, '; ' ORDER BY department), '(none) 1/1; claims 0/1; it 2/3'
FROM (SELECT department, ratio(numerator, denominator) AS told FROM run_entities GROUP BY department) AS departments;
