-- The items around the period whose row in `facts.item_states` does not tell all, in the shape of `run_window`: owner on
-- the reference day, whether exempt, settled-on, and net paid on the days that matter, none of them after the as-of day
-- (that day itself, the end of the due month and of the month after, the grace end, the day before the period).
CREATE OR REPLACE TEMP TABLE run_special_items AS
WITH items AS (
  SELECT
    m.*,
    i.item_key,
    i.policy_key,
    i.is_lone,
    i.slice_key,
    i.first_owner_key,
    i.due_no,
    i.due_on,
    i.grace_end_on,
    i.amount_due,
    i.paid_on,
    i.paid,
    i.settled_on,
    i.is_repeated,
    LEAST(m.as_of, i.month_end_on) AS by_month_end_on,
    LEAST(m.as_of, i.next_month_end_on) AS by_next_month_end_on,
    LEAST(m.as_of, i.grace_end_on) AS by_grace_end_on
  FROM facts.item_states AS i
  INNER JOIN run_months AS m ON m.due_month = i.due_month
  WHERE i.is_special
),
steps AS (
  SELECT
    i.period_no,
    i.item_key,
    MAX(CASE WHEN s.from_on <= i.as_of AND i.as_of < s.to_on THEN s.net_paid END) AS paid,
    MAX(CASE WHEN s.from_on <= i.by_month_end_on AND i.by_month_end_on < s.to_on THEN s.net_paid END)
      AS paid_by_month_end,
    MAX(CASE WHEN s.from_on <= i.by_next_month_end_on AND i.by_next_month_end_on < s.to_on THEN s.net_paid END)
      AS paid_by_next_month_end,
    MAX(CASE WHEN s.from_on <= i.by_grace_end_on AND i.by_grace_end_on < s.to_on THEN s.net_paid END)
      AS paid_by_grace_end,
    MAX(CASE WHEN s.from_on <= i.before_on AND i.before_on < s.to_on THEN s.net_paid END) AS paid_before
  FROM items AS i
  INNER JOIN facts.repeated_steps AS s ON s.item_key = i.item_key AND s.from_on <= i.as_of
  WHERE i.is_repeated
  GROUP BY i.period_no, i.item_key
)
SELECT
  m.*,
  i.item_key,
  i.policy_key,
  i.is_lone,
  i.slice_key,
  i.due_no,
  i.due_on,
  i.grace_end_on,
  i.amount_due,
  COALESCE(w.specialist_key, i.first_owner_key) AS specialist_key,
  x.item_key IS NOT NULL AS is_exempt,
  CASE WHEN i.settled_on <= m.as_of THEN i.settled_on ELSE s.from_on END AS settled_on,
  CASE WHEN i.paid_on <= m.as_of THEN i.paid ELSE COALESCE(p.paid, 0) END AS paid,
  CASE WHEN i.paid_on <= i.by_month_end_on THEN i.paid ELSE COALESCE(p.paid_by_month_end, 0) END AS paid_by_month_end,
  CASE WHEN i.paid_on <= i.by_next_month_end_on THEN i.paid ELSE COALESCE(p.paid_by_next_month_end, 0) END
    AS paid_by_next_month_end,
  CASE WHEN i.paid_on <= i.by_grace_end_on THEN i.paid ELSE COALESCE(p.paid_by_grace_end, 0) END AS paid_by_grace_end,
  CASE WHEN i.paid_on <= m.before_on THEN i.paid ELSE COALESCE(p.paid_before, 0) END AS paid_before
FROM items AS i
INNER JOIN run_months AS m ON m.period_no = i.period_no AND m.due_month = i.due_month
LEFT JOIN facts.later_owners AS w
  ON w.item_key = i.item_key AND w.from_on <= i.reference_on AND i.reference_on < w.to_on
LEFT JOIN facts.exemptions AS x ON x.item_key = i.item_key AND x.exempt_on <= i.as_of
LEFT JOIN facts.repeated_spans AS s ON s.item_key = i.item_key AND s.from_on <= i.as_of AND i.as_of < s.to_on
LEFT JOIN steps AS p ON p.period_no = i.period_no AND p.item_key = i.item_key
