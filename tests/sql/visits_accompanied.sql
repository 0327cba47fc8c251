-- A visit counts with or without a record; nobody comes along with oneself, and a record of a call is of no visit.
-- period: 2026-03
-- metrics: accompany_rate
INSERT INTO activities (activity_id, specialist_id, occurred_at, kind, due_id, outcome, file_no, file_row)
VALUES ('A1', 'S1', TIMESTAMP '2026-03-02 10:00:00', 'visit', 'D1', 'refused', 0, 0),
  ('A2', 'S1', TIMESTAMP '2026-03-03 10:00:00', 'visit', NULL, NULL, 0, 0),
  ('A3', 'S1', TIMESTAMP '2026-03-04 10:00:00', 'visit', 'D1', NULL, 0, 0),
  ('A4', 'S1', TIMESTAMP '2026-03-04 11:00:00', 'visit', 'D1', NULL, 0, 0),
  ('A5', 'S1', TIMESTAMP '2026-03-05 10:00:00', 'call', 'D1', NULL, 0, 0),
  ('A6', 'S1', TIMESTAMP '2026-04-01 10:00:00', 'visit', 'D1', NULL, 0, 0);
INSERT INTO visits (activity_id, accompanied_by, file_no, file_row)
VALUES ('A1', 'S2', 0, 0), ('A2', 'S1', 0, 0), ('A3', NULL, 0, 0), ('A5', 'S2', 0, 0), ('A6', 'S2', 0, 0);
INSERT INTO coaching (coach_id, specialist_id, on_day, kind, file_no, file_row) VALUES ('M1', 'S1', DATE '2026-03-04', 'accompany', 0, 0);
SELECT told AS actual, 'accompany_rate 1/4' AS expected FROM by_company;
