-- Net paid of the items around the period on the days that matter, none of them after the as-of day: that day itself,
-- the end of the due month and of the month after, the grace end, and the day before the period.
CREATE OR REPLACE TEMP TABLE run_item_payments AS
WITH days AS (
  SELECT
    r.period_no,
    i.item_key,
    r.as_of,
    LEAST(r.as_of, i.month_end_on) AS month_end_on,
    LEAST(r.as_of, i.next_month_end_on) AS next_month_end_on,
    LEAST(r.as_of, i.grace_end_on) AS grace_end_on,
    r.before_on
  FROM run_periods AS r
  INNER JOIN facts.items AS i ON i.due_on BETWEEN r.window_from AND r.window_to
)
SELECT
  d.period_no,
  d.item_key,
  MAX(CASE WHEN s.from_on <= d.as_of AND d.as_of < s.to_on THEN s.net_paid END) AS paid,
  MAX(CASE WHEN s.from_on <= d.month_end_on AND d.month_end_on < s.to_on THEN s.net_paid END) AS paid_by_month_end,
  MAX(CASE WHEN s.from_on <= d.next_month_end_on AND d.next_month_end_on < s.to_on THEN s.net_paid END)
    AS paid_by_next_month_end,
  MAX(CASE WHEN s.from_on <= d.grace_end_on AND d.grace_end_on < s.to_on THEN s.net_paid END) AS paid_by_grace_end,
  MAX(CASE WHEN s.from_on <= d.before_on AND d.before_on < s.to_on THEN s.net_paid END) AS paid_before
FROM days AS d
INNER JOIN facts.paid_steps AS s ON s.item_key = d.item_key AND s.from_on <= d.as_of
GROUP BY d.period_no, d.item_key
