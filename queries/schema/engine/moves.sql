-- Rows of `main` that came, went or became others without a new file that says so: rows that waited and join, that go back
-- to wait, or belong to another due item by now. They are forgotten once the facts follow. A row without ids counts that
-- something of the table moved, and stays.
CREATE TABLE IF NOT EXISTS moves (table_name VARCHAR NOT NULL, id VARCHAR, due_id VARCHAR, policy_id VARCHAR)
