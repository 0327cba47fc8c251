-- Whether rows of a table were joined, or may have to be.
SELECT EXISTS (SELECT 1 FROM joined WHERE table_name = $table_name) AS found
