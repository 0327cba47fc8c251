-- The facts follow what moved.
DELETE FROM moves WHERE COALESCE(id, due_id, policy_id) IS NOT NULL
