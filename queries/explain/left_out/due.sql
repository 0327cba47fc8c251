-- Due items of the period that are no renewal items.
SELECT
  i.period_no, i.specialist_key, i.slice_key, i.due_no, i.stage, i.item_key,
  i.reason, i.reason_on, i.reason_of
FROM run_periods AS r
INNER JOIN explain_items AS i
  ON i.period_no = r.period_no AND i.due_on BETWEEN r.first_on AND r.last_on
