-- A due item with its owner as of the run's last day.
SELECT
  d.due_id,
  d.policy_id,
  d.due_on,
  d.due_no,
  d.amount_due,
  s.specialist_id AS owner_id
FROM due_items AS d
INNER JOIN facts.items AS i ON i.due_id = d.due_id
LEFT JOIN facts.later_owners AS w ON w.item_key = i.item_key AND w.from_on <= $as_of AND $as_of < w.to_on
INNER JOIN facts.specialists AS s ON s.specialist_key = COALESCE(w.specialist_key, i.first_owner_key)
WHERE d.due_id = $due_id
