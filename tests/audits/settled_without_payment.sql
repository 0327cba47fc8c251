-- A fact that no payment made.
-- after: facts
INSERT INTO facts.repeated_spans SELECT item_key, DATE '2026-02-01', DATE '9999-12-31' FROM facts.items WHERE due_id = 'D1';
