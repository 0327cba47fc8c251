-- A reinstatement on the day of the lapse ends it.
-- period: 2026-02
-- metrics: reinstatement_rate
INSERT INTO policy_events (policy_id, kind, event_on, file_no, file_row)
VALUES ('P1', 'lapse', DATE '2026-01-10', 0, 0),
  ('P1', 'reinstate', DATE '2026-01-10', 0, 0);
SELECT told AS actual, 'nothing' AS expected FROM by_company;
