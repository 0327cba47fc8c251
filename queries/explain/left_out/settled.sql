-- Due items of the period, or settled in it, that are no renewal items settled in it.
SELECT
  i.period_no, i.specialist_key, i.slice_key, i.due_no, i.stage, i.item_key,
  COALESCE(
    i.reason,
    CASE
      WHEN i.settled_on IS NULL THEN 'unsettled'
      WHEN i.settled_on < r.first_on THEN 'settled_before'
      WHEN i.settled_on > r.last_on THEN 'settled_after'
    END
  ) AS reason,
  COALESCE(i.reason_on, i.settled_on) AS reason_on,
  i.reason_of
FROM run_periods AS r
INNER JOIN explain_items AS i
  ON i.period_no = r.period_no
    AND (i.due_on BETWEEN r.first_on AND r.last_on OR i.settled_on BETWEEN r.first_on AND r.last_on)
