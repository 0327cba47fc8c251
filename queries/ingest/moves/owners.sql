-- Due items with another first owner or other hand-overs than before.
INSERT INTO moves
SELECT 'ownership', NULL, due_id, NULL
FROM (
  (SELECT * FROM hand_overs EXCEPT SELECT * FROM hand_overs_old)
  UNION ALL
  (SELECT * FROM hand_overs_old EXCEPT SELECT * FROM hand_overs)
)
UNION ALL
SELECT 'ownership', NULL, i.due_id, NULL
FROM main.due_items AS i
JOIN first_owners AS f ON f.due_id = i.due_id AND f.specialist_id <> i.specialist_id
