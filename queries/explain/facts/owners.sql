-- Everybody who owned a due item at some time up to the as-of day.
CREATE OR REPLACE TEMP VIEW explain_owners AS
SELECT item_key, policy_key, first_owner_key AS specialist_key
FROM facts.items
UNION
SELECT w.item_key, i.policy_key, w.specialist_key
FROM run_periods AS r
INNER JOIN facts.later_owners AS w ON w.from_on <= r.as_of
INNER JOIN facts.items AS i ON i.item_key = w.item_key
