-- Due items whose grace ends in the period, or that fell due in it, and that are not matured renewal items.
SELECT
  i.period_no, i.specialist_key, i.slice_key, i.due_no, i.stage, i.item_key,
  COALESCE(
    i.reason,
    CASE
      WHEN i.grace_end_on > r.last_on THEN 'grace_ends_later'
      WHEN i.grace_end_on > r.as_of THEN 'not_yet_matured'
    END
  ) AS reason,
  COALESCE(i.reason_on, i.grace_end_on) AS reason_on,
  i.reason_of
FROM run_periods AS r
INNER JOIN explain_items AS i
  ON i.period_no = r.period_no
    AND (i.grace_end_on BETWEEN r.first_on AND r.last_on OR i.due_on BETWEEN r.first_on AND r.last_on)
