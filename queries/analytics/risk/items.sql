-- The open items with their score, at their owner of the as-of day.
CREATE OR REPLACE TEMP TABLE risk AS
SELECT
  k.item_key,
  COALESCE(w.specialist_key, i.first_owner_key) AS specialist_key,
  i.due_on,
  i.amount_due,
  s.score,
  s.class,
  s.reasons,
  s.reasons_zh,
  s.reasons_en
FROM risk_scored AS k
INNER JOIN risk_scores AS s ON s.pattern_no = k.pattern_no
INNER JOIN facts.items AS i ON i.item_key = k.item_key
LEFT JOIN facts.later_owners AS w ON w.item_key = k.item_key AND w.from_on <= $as_of AND $as_of < w.to_on
WHERE k.is_open
