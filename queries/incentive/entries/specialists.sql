-- Everybody, by id and name.
SELECT specialist_id AS id, COALESCE(specialist_name, '') AS title FROM specialists ORDER BY specialist_id
