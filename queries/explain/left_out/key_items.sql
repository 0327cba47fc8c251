-- Due items of the reference months that are no renewal items, or of no key customer.
SELECT
  i.period_no, i.specialist_key, i.slice_key, i.due_no, i.stage, i.item_key,
  COALESCE(i.reason, CASE WHEN NOT k.is_key THEN 'no_key_customer' END) AS reason,
  i.reason_on,
  COALESCE(i.reason_of, k.customer_class) AS reason_of
FROM run_periods AS r
INNER JOIN explain_items AS i
  ON i.period_no = r.period_no AND r.month - i.stage BETWEEN r.first_month AND r.last_month
LEFT JOIN run_key_items AS k ON k.period_no = i.period_no AND k.item_key = i.item_key
