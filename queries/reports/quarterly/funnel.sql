-- zh: 阶段漏斗
-- en: Stage funnel
-- note_zh: 上季应缴的续期件在各阶段末仍未收齐的件数，看每个阶段收走多少。
-- note_en: Items due in the quarter before that were still open at the end of each stage.
-- kind: table
-- columns: stage, open, share, premium, gone
-- formats: word:funnel, count, bar, money, share
-- columns_zh: 阶段, 未收件数, 占应收, 未收保费, 本阶段收齐
-- columns_en: Stage, Open items, Share of due, Open premium, Settled in the stage
-- chart: funnel
-- chart_label: stage
-- chart_values: open
WITH items AS (
  SELECT
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
  INNER JOIN run_specialists AS s ON s.period_no = i.period_no AND s.specialist_key = i.specialist_key
  WHERE i.period_no = $period_no AND i.due_on BETWEEN before.first_on AND before.last_on
    AND ($branch_id IS NULL OR s.branch_id = $branch_id)
    AND ($team_id IS NULL OR s.team_id = $team_id)
    AND ($specialist_id IS NULL OR s.specialist_id = $specialist_id)
),
stages AS (
  SELECT 0 AS place, 'due' AS stage, COUNT(*) AS open, SUM(amount_due) AS premium FROM items
  UNION ALL
  SELECT 1, 'before_2', SUM(CASE WHEN COALESCE(settled_on > end_2, TRUE) THEN 1 ELSE 0 END),
    SUM(CASE WHEN COALESCE(settled_on > end_2, TRUE) THEN amount_due ELSE 0 END) FROM items
  UNION ALL
  SELECT 2, 'before_1', SUM(CASE WHEN COALESCE(settled_on > end_1, TRUE) THEN 1 ELSE 0 END),
    SUM(CASE WHEN COALESCE(settled_on > end_1, TRUE) THEN amount_due ELSE 0 END) FROM items
  UNION ALL
  SELECT 3, 'current', SUM(CASE WHEN COALESCE(settled_on > end0, TRUE) THEN 1 ELSE 0 END),
    SUM(CASE WHEN COALESCE(settled_on > end0, TRUE) THEN amount_due ELSE 0 END) FROM items
  UNION ALL
  SELECT 4, 'grace1', SUM(CASE WHEN COALESCE(settled_on > end1, TRUE) THEN 1 ELSE 0 END),
    SUM(CASE WHEN COALESCE(settled_on > end1, TRUE) THEN amount_due ELSE 0 END) FROM items
  UNION ALL
  SELECT 5, 'grace_end', SUM(CASE WHEN COALESCE(settled_on > end2, TRUE) THEN 1 ELSE 0 END),
    SUM(CASE WHEN COALESCE(settled_on > end2, TRUE) THEN amount_due ELSE 0 END) FROM items
  UNION ALL
  SELECT 6, 'after', SUM(CASE WHEN COALESCE(settled_on > end3, TRUE) THEN 1 ELSE 0 END),
    SUM(CASE WHEN COALESCE(settled_on > end3, TRUE) THEN amount_due ELSE 0 END) FROM items
)
SELECT
  stage,
  open,
  open AS share,
  FIRST_VALUE(open) OVER (ORDER BY place) AS share_of,
  premium,
  LAG(open) OVER (ORDER BY place) - open AS gone,
  FIRST_VALUE(open) OVER (ORDER BY place) AS gone_of
FROM stages
WHERE premium IS NOT NULL
ORDER BY place
