-- Leader since March, and still what S1 was before.
INSERT INTO positions (specialist_id, valid_from, valid_to, role, file_no, file_row)
VALUES ('S1', DATE '2020-01-01', DATE '2026-03-31', '续收专员', 0, 0), ('S1', DATE '2026-03-01', NULL, '团队主管', 0, 0);
