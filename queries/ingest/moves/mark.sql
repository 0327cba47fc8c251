-- Something of the table moved.
INSERT INTO moves (table_name) VALUES ($table_name)
