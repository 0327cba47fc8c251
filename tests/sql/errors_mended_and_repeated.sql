-- Days to mend, by the day of mending. Repeated: of the same person, kind and cause up to 90 days before (of one day by the id), or by
-- the name of another one that is not later; an empty cause equals nothing.
-- period: 2026-03
-- metrics: error_repair_days, error_repeat_rate
INSERT INTO errors (error_id, specialist_id, occurred_on, kind, cause, repeat_of, resolved_on, file_no, file_row)
VALUES ('E01', 'S1', DATE '2025-12-11', 'amount', '录入', NULL, DATE '2026-03-11', 0, 0),
  ('E02', 'S1', DATE '2026-03-11', 'amount', '录入', NULL, DATE '2026-03-12', 0, 0),
  ('E03', 'S1', DATE '2026-03-11', 'timing', '录入', NULL, DATE '2026-04-12', 0, 0),
  ('E04', 'S1', DATE '2026-03-11', 'timing', '录入', NULL, NULL, 0, 0),
  ('E05', 'S1', DATE '2026-03-20', 'record', NULL, NULL, NULL, 0, 0),
  ('E06', 'S1', DATE '2026-03-21', 'record', NULL, NULL, NULL, 0, 0),
  ('E07', 'S2', DATE '2025-12-10', 'amount', '录入', NULL, NULL, 0, 0),
  ('E08', 'S2', DATE '2026-03-11', 'amount', '录入', NULL, NULL, 0, 0),
  ('E09', 'S2', DATE '2026-03-12', 'receipt', '录入', 'E06', NULL, 0, 0),
  ('E10', 'S2', DATE '2026-03-21', 'receipt', '系统', 'E06', NULL, 0, 0),
  ('E11', 'S2', DATE '2026-03-22', 'compliance', NULL, 'E11', NULL, 0, 0),
  ('E12', 'S2', DATE '2026-03-22', 'compliance', NULL, 'E99', NULL, 0, 0);
SELECT told AS actual, 'S1: error_repair_days 91/2, error_repeat_rate 2/5; S2: error_repeat_rate 1/5' AS expected FROM by_specialist;
