-- A promised service counts on the day it was promised for; kept is by that day, also before the visit. Without a day it does not
-- count, whatever the text says.
-- period: 2026-03
-- as_of: 2026-03-20
-- metrics: promised_service_kept
INSERT INTO activities (activity_id, specialist_id, occurred_at, kind, due_id, file_no, file_row)
VALUES ('A1', 'S1', TIMESTAMP '2026-02-02 10:00:00', 'visit', 'D1', 0, 0), ('A2', 'S1', TIMESTAMP '2026-03-03 10:00:00', 'visit', 'D1', 0, 0),
  ('A3', 'S1', TIMESTAMP '2026-03-04 10:00:00', 'call', 'D1', 0, 0), ('A4', 'S2', TIMESTAMP '2026-03-05 10:00:00', 'visit', 'D1', 0, 0),
  ('A5', 'S2', TIMESTAMP '2026-03-06 10:00:00', 'visit', 'D1', 0, 0), ('A6', 'S2', TIMESTAMP '2026-03-22 10:00:00', 'visit', 'D1', 0, 0);
INSERT INTO visits (activity_id, promised_service, promised_by, kept_on, file_no, file_row)
VALUES ('A1', NULL, DATE '2026-03-01', DATE '2026-03-01', 0, 0),
  ('A2', '送资料', DATE '2026-03-10', DATE '2026-03-11', 0, 0),
  ('A3', '送资料', DATE '2026-03-20', DATE '2026-03-01', 0, 0),
  ('A4', '送资料', NULL, DATE '2026-03-06', 0, 0),
  ('A5', '送资料', DATE '2026-03-21', DATE '2026-03-10', 0, 0),
  ('A6', '送资料', DATE '2026-03-15', DATE '2026-03-10', 0, 0);
SELECT told AS actual, 'promised_service_kept 2/3' AS expected FROM by_company;
