-- The columns of a question and their types, without its rows.
DESCRIBE SELECT * FROM (
{{ inner }}
) AS asked
