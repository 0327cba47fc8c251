-- How far each unit should be in the month of the report's last day: the share of its items that are settled by the same day
-- of the month, and by its end, as the company's items of the same premium mode and channel were in the twelve months before.
-- Only months that the payments cover from their first day count; `months` says how many there are.
CREATE OR REPLACE TEMP TABLE report_pace AS
WITH this_month AS (
  SELECT first_on, last_on, reference_on, 12 * EXTRACT(YEAR FROM first_on) + EXTRACT(MONTH FROM first_on) AS month
  FROM run_periods
  WHERE period_no = $month_no
),
paid AS (
  SELECT MIN(paid_on) AS first_on FROM facts.payments WHERE net_amount > 0
),
-- The day of an earlier month that the reference day is of this one; the last day is the last day.
items AS (
  SELECT
    i.item_key,
    i.due_month,
    l.premium_mode,
    l.channel,
    i.month_end_on,
    CASE
      WHEN m.reference_on >= m.last_on THEN i.month_end_on
      ELSE LEAST(i.month_end_on, i.due_on + CAST(EXTRACT(DAY FROM m.reference_on) - EXTRACT(DAY FROM i.due_on) AS INTEGER))
    END AS day_on
  FROM facts.items AS i
  CROSS JOIN this_month AS m
  CROSS JOIN paid AS p
  INNER JOIN facts.slices AS l ON l.slice_key = i.slice_key
  LEFT JOIN facts.exemptions AS x ON x.item_key = i.item_key AND x.exempt_on <= i.month_end_on
  WHERE i.due_no >= 2 AND x.item_key IS NULL AND i.due_month BETWEEN m.month - 12 AND m.month - 1
    AND p.first_on <= i.due_on - CAST(EXTRACT(DAY FROM i.due_on) AS INTEGER) + 1
),
curve AS (
  SELECT
    i.premium_mode,
    i.channel,
    COUNT(*) AS due,
    COUNT(a.item_key) AS by_day,
    COUNT(z.item_key) AS by_end
  FROM items AS i
  LEFT JOIN facts.settled_spans AS a ON a.item_key = i.item_key AND a.from_on <= i.day_on AND i.day_on < a.to_on
  LEFT JOIN facts.settled_spans AS z ON z.item_key = i.item_key AND z.from_on <= i.month_end_on AND i.month_end_on < z.to_on
  GROUP BY i.premium_mode, i.channel
),
mixes AS (
  SELECT s.branch_id, s.team_id, s.specialist_id, l.premium_mode, l.channel, COUNT(*) AS due
  FROM run_items AS i
  INNER JOIN run_specialists AS s ON s.period_no = i.period_no AND s.specialist_key = i.specialist_key
  INNER JOIN facts.slices AS l ON l.slice_key = i.slice_key
  WHERE i.period_no = $month_no AND i.is_due
  GROUP BY s.branch_id, s.team_id, s.specialist_id, l.premium_mode, l.channel
),
units AS (
  SELECT 'company' AS level, 'company' AS entity_id, premium_mode, channel, due FROM mixes
  UNION ALL
  SELECT 'branch', branch_id, premium_mode, channel, due FROM mixes
  UNION ALL
  SELECT 'team', team_id, premium_mode, channel, due FROM mixes
  UNION ALL
  SELECT 'specialist', specialist_id, premium_mode, channel, due FROM mixes
),
months AS (
  SELECT COUNT(DISTINCT due_month) AS months FROM items
)
-- Items expected to be settled by the day and by the end; six digits are more than a share of items has.
SELECT
  u.level,
  u.entity_id,
  MAX(m.months) AS months,
  SUM(u.due * c.by_day * 1000000 // c.due) AS by_day,
  SUM(u.due * c.by_end * 1000000 // c.due) AS by_end
FROM units AS u
CROSS JOIN months AS m
LEFT JOIN curve AS c ON c.premium_mode = u.premium_mode AND c.channel = u.channel
GROUP BY u.level, u.entity_id
