-- A sum of a specialist no level knows.
-- after: facts
INSERT INTO run_values VALUES ('renewal_rate', 1, 9999, 0, NULL, NULL, '(none)', 1, 1, NULL);
