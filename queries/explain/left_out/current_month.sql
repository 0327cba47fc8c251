-- Due items of the reference months that are no renewal items.
SELECT
  i.period_no, i.specialist_key, i.slice_key, i.due_no, i.stage, i.item_key,
  i.reason, i.reason_on, i.reason_of
FROM run_periods AS r
INNER JOIN explain_items AS i
  ON i.period_no = r.period_no AND r.month - i.stage BETWEEN r.first_month AND r.last_month
