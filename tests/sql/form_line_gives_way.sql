-- An activity of a form that the core system sent as well (person, item, kind, day) counts once, as that one; what the form
-- says of the visit is then about it. Of two the earlier; another kind, day, item or person is another activity.
-- period: 2026-03
-- metrics: visit_count, accompany_rate
INSERT INTO activities (activity_id, specialist_id, occurred_at, kind, due_id, outcome, file_no, file_row)
VALUES ('F-20260302-S1-001', 'S1', TIMESTAMP '2026-03-02 00:00:00', 'visit', 'D1', 'refused', 0, 0),
  ('Z1', 'S1', TIMESTAMP '2026-03-02 09:00:00', 'visit', 'D1', 'refused', 0, 0),
  ('A1', 'S1', TIMESTAMP '2026-03-02 10:00:00', 'visit', 'D1', 'refused', 0, 0),
  ('F-20260303-S1-001', 'S1', TIMESTAMP '2026-03-03 00:00:00', 'visit', NULL, 'refused', 0, 0),
  ('A2', 'S1', TIMESTAMP '2026-03-03 10:00:00', 'visit', NULL, 'refused', 0, 0);
INSERT INTO visits (activity_id, accompanied_by, file_no, file_row) VALUES ('F-20260302-S1-001', 'S2', 0, 0), ('A1', 'S1', 0, 0);
SELECT told AS actual, 'accompany_rate 1/4; visit_count 4' AS expected FROM by_company;
