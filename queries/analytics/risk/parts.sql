-- How many items each part has, how many of them were lost, and between which days their grace ended.
SELECT
  f.part,
  COUNT(DISTINCT f.item_key) AS items,
  COUNT(DISTINCT CASE WHEN f.is_lost THEN f.item_key END) AS lost_items,
  MIN(i.grace_end_on) AS first_on,
  MAX(i.grace_end_on) AS last_on
FROM risk_features AS f
INNER JOIN facts.items AS i ON i.item_key = f.item_key
GROUP BY f.part
ORDER BY f.part
