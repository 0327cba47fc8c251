-- An item needs no stage in service; a first premium and an exempt item are left out.
-- period: 2026-03
-- metrics: conversion_rate
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P1', DATE '2024-01-20', 1, 10.00, 'S1', NULL, 0, 0),
  ('D3', 'P1', DATE '2025-01-20', 2, 10.00, 'S1', NULL, 0, 0);
INSERT INTO policies (policy_id, customer_id, product_code, product_line, channel, issued_on, premium_mode, annual_premium, file_no, file_row)
VALUES ('P2', 'C1', 'x', '年金', 'agency', DATE '2024-01-20', 'annual', 100.00, 0, 0);
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D4', 'P2', DATE '2026-02-20', 2, 10.00, 'S1', NULL, 0, 0);
INSERT INTO policy_events (policy_id, kind, event_on, file_no, file_row)
VALUES ('P2', 'waiver', DATE '2026-03-20', 0, 0);
INSERT INTO activities (activity_id, specialist_id, occurred_at, kind, due_id, outcome, promised_on, file_no, file_row)
VALUES ('A2', 'S1', TIMESTAMP '2026-03-10 10:00:00', 'call', 'D2', 'connected', NULL, 0, 0),
  ('A3', 'S1', TIMESTAMP '2026-03-10 10:00:00', 'call', 'D3', 'connected', NULL, 0, 0),
  ('A4', 'S1', TIMESTAMP '2026-03-10 10:00:00', 'call', 'D4', 'connected', NULL, 0, 0);
SELECT told AS actual, 'conversion_rate 0/1' AS expected FROM by_company;
