-- Whether any list has named owners.
SELECT EXISTS (SELECT 1 FROM list_owners) AS found
