-- zh: 阶段漏斗
-- en: Stage funnel
-- note_zh: 上季应缴的续期件在各阶段末仍未收齐的件数，看每个阶段收走多少；只列已结束的阶段。
-- note_en: Items due in the quarter before that were still open at the end of each stage that is over.
-- kind: table
-- show: folded
-- columns: stage, open, share, premium, gone
-- formats: word:funnel, count, bar, money, share
-- columns_zh: 阶段, 未收件数, 占应收, 未收保费, 本阶段收齐
-- columns_en: Stage, Open items, Share of due, Open premium, Settled in the stage
-- chart: funnel
-- chart_label: stage
-- chart_values: open
-- Summed by specialist first: a specialist belongs to several scopes.
WITH items AS (
  SELECT
    i.specialist_key,
    i.amount_due,
    i.settled_on,
    i.due_on,
    LAST_DAY(CAST(i.due_on - INTERVAL '2' MONTH AS DATE)) AS end_2,
    LAST_DAY(CAST(i.due_on - INTERVAL '1' MONTH AS DATE)) AS end_1,
    LAST_DAY(i.due_on) AS end0,
    LAST_DAY(LAST_DAY(i.due_on) + 1) AS end1,
    LAST_DAY(LAST_DAY(LAST_DAY(i.due_on) + 1) + 1) AS end2,
    LAST_DAY(LAST_DAY(LAST_DAY(LAST_DAY(i.due_on) + 1) + 1) + 1) AS end3
  FROM run_renewal_items AS i
  INNER JOIN run_periods AS before ON before.period_no = $previous_no
  WHERE i.period_no = $period_no AND i.due_on BETWEEN before.first_on AND before.last_on
),
-- The first stage at whose end the item was settled; 7 if it was open at the end of all.
ended AS (
  SELECT
    specialist_key,
    CASE
      WHEN settled_on <= end_2 THEN 1
      WHEN settled_on <= end_1 THEN 2
      WHEN settled_on <= end0 THEN 3
      WHEN settled_on <= end1 THEN 4
      WHEN settled_on <= end2 THEN 5
      WHEN settled_on <= end3 THEN 6
      ELSE 7
    END AS place,
    COUNT(*) AS items,
    SUM(amount_due) AS premium
  FROM items
  GROUP BY 1, 2
),
stages (place, stage) AS (
  VALUES (0, 'due'), (1, 'before_2'), (2, 'before_1'), (3, 'current'), (4, 'grace1'), (5, 'grace_end'), (6, 'after')
),
opened AS (
  SELECT
    s.scope_no,
    g.place,
    g.stage,
    SUM(CASE WHEN e.place > g.place THEN e.items ELSE 0 END) AS open,
    SUM(CASE WHEN e.place > g.place THEN e.premium ELSE 0 END) AS premium
  FROM ended AS e
  INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_key = e.specialist_key
  CROSS JOIN stages AS g
  -- Only stages that all items of the quarter have left.
  INNER JOIN run_periods AS before ON before.period_no = $previous_no
    AND (g.place = 0 OR LAST_DAY(CAST(before.last_on + (g.place - 3) * INTERVAL '1' MONTH AS DATE)) <= $reference_on)
  GROUP BY s.scope_no, g.place, g.stage
)
SELECT
  scope_no,
  stage,
  open,
  open AS share,
  FIRST_VALUE(open) OVER (PARTITION BY scope_no ORDER BY place) AS share_of,
  premium,
  LAG(open) OVER (PARTITION BY scope_no ORDER BY place) - open AS gone,
  FIRST_VALUE(open) OVER (PARTITION BY scope_no ORDER BY place) AS gone_of
FROM opened
ORDER BY scope_no, place
