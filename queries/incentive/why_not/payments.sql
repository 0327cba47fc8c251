-- The payments of a due item, each with whether it counts as paid and who owned the item on its day.
SELECT
  p.payment_id,
  CAST(p.paid_on AS DATE) AS paid_on,
  p.amount,
  p.status,
  COALESCE(r.funding, p.funding) AS funding,
  c.funding IS NOT NULL AS is_counted,
  s.specialist_id AS owner_id
FROM payments AS p
INNER JOIN facts.items AS i ON i.due_id = p.due_id
LEFT JOIN payments AS r ON r.payment_id = p.reverses_payment_id
LEFT JOIN facts.counted_funding AS c ON c.funding = COALESCE(r.funding, p.funding)
LEFT JOIN facts.later_owners AS w
  ON w.item_key = i.item_key AND w.from_on <= CAST(p.paid_on AS DATE) AND CAST(p.paid_on AS DATE) < w.to_on
INNER JOIN facts.specialists AS s ON s.specialist_key = COALESCE(w.specialist_key, i.first_owner_key)
WHERE p.due_id = $due_id
ORDER BY p.paid_on, p.payment_id
