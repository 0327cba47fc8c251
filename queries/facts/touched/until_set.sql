-- They are again.
INSERT INTO facts_until (recipe, last_file) VALUES ($recipe, $last_file)
