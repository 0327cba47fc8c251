-- How many hand-overs are new, how many no longer so, and how many rows have another first owner now.
SELECT
  (SELECT count(*) FROM (SELECT due_id, specialist_id, from_on FROM hand_overs EXCEPT SELECT due_id, specialist_id, from_on FROM hand_overs_old) AS n) AS new,
  (SELECT count(*) FROM (SELECT due_id, specialist_id, from_on FROM hand_overs_old EXCEPT SELECT due_id, specialist_id, from_on FROM hand_overs) AS g) AS gone,
  (SELECT count(*) FROM (SELECT * FROM hand_overs EXCEPT SELECT * FROM hand_overs_old) AS r)
    + (SELECT count(*) FROM (SELECT * FROM hand_overs_old EXCEPT SELECT * FROM hand_overs) AS s) AS rows_differ,
  (SELECT count(*) FROM main.due_items AS i JOIN first_owners AS f ON f.due_id = i.due_id AND f.specialist_id <> i.specialist_id) AS other_first
