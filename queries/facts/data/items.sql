-- Due items with numbers for keys, the days on which something is measured, and the month as a number
-- (12 x year + month) so that stages are differences. The key is the place of the row, which needs no counting: numbering
-- by ROW_NUMBER takes one thread and as long as all the rest.
-- touched: item_key
CREATE OR REPLACE TABLE facts.items AS
SELECT
  d.rowid + 1 AS item_key,
  d.due_id,
  p.policy_key,
  p.slice_key,
  o.specialist_key AS first_owner_key,
  d.due_no,
  d.due_on,
  CAST(12 * EXTRACT(YEAR FROM d.due_on) + EXTRACT(MONTH FROM d.due_on) AS INTEGER) AS due_month,
  LAST_DAY(d.due_on) AS month_end_on,
  LAST_DAY(LAST_DAY(d.due_on) + 1) AS next_month_end_on,
  d.due_on + COALESCE(g.grace_days, d.grace_days, settings.grace_days) AS grace_end_on,
  d.amount_due
FROM touched.due_items AS d
INNER JOIN facts.policies AS p ON p.policy_id = d.policy_id
INNER JOIN facts.grace AS g ON g.slice_key = p.slice_key
INNER JOIN facts.specialists AS o ON o.specialist_id = d.specialist_id
CROSS JOIN facts.settings AS settings
