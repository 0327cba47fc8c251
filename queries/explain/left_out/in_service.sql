-- Due items of stage -2 to 3 that are not in service: no renewal items, or settled before the period.
SELECT
  i.period_no, i.specialist_key, i.slice_key, i.due_no, i.stage, i.item_key,
  COALESCE(i.reason, CASE WHEN b.item_key IS NOT NULL THEN 'settled_before' END) AS reason,
  COALESCE(i.reason_on, b.from_on) AS reason_on,
  i.reason_of
FROM run_periods AS r
INNER JOIN explain_items AS i ON i.period_no = r.period_no AND i.stage BETWEEN -2 AND 3
LEFT JOIN facts.settled_spans AS b
  ON b.item_key = i.item_key AND b.from_on <= r.before_on AND r.before_on < b.to_on
