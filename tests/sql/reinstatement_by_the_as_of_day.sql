-- A reinstatement in the period but after the as-of day has not happened.
-- period: 2026-02
-- as_of: 2026-02-10
-- metrics: reinstatement_rate
INSERT INTO policy_events (policy_id, kind, event_on, file_no, file_row)
VALUES ('P1', 'lapse', DATE '2026-01-10', 0, 0),
  ('P1', 'reinstate', DATE '2026-02-11', 0, 0);
SELECT told AS actual, 'reinstatement_rate 0/1' AS expected FROM by_company;
