-- zh: 亲访分布
-- en: Where visits go
-- note_zh: 当月在办续期件按阶段：本月亲访过的件数与占比，亲访次数，及各客户分类中亲访过的占比。
-- note_en: Items in service in the month by stage: how many were visited in it, how many visits that took, and the share visited of each
--    customer class.
-- kind: table
-- show: folded
-- needs: visits, activities
-- when_empty: leave_out
-- columns: stage, items, visited, rate, visits, a, b, c, u
-- formats: word:stage, count, count, bar, count, share, share, share, share
-- columns_zh: 阶段, 在办件数, 亲访过, 占比, 亲访次数, A 类, B 类, C 类, 未分类
-- columns_en: Stage, Items in service, Visited, Share, Visits, Class A, Class B, Class C, Unrated
WITH touched AS (
  SELECT item_key, COUNT(*) AS visits
  FROM run_activities
  WHERE period_no = $period_no AND kind = 'visit' AND item_key IS NOT NULL
  GROUP BY item_key
),
items AS (
  SELECT s.scope_no, i.stage, l.customer_class AS class, COALESCE(t.visits, 0) AS visits
  FROM run_items AS i
  INNER JOIN report_members AS s ON s.period_no = i.period_no AND s.specialist_key = i.specialist_key
  LEFT JOIN run_slices AS d ON d.period_no = i.period_no AND d.slice_key = i.slice_key
  INNER JOIN facts.slices AS l ON l.slice_key = COALESCE(d.dated_key, i.slice_key)
  LEFT JOIN touched AS t ON t.item_key = i.item_key
  WHERE i.period_no = $period_no AND i.is_in_service
),
counted AS (
  SELECT
    scope_no,
    GROUPING(stage) = 1 AS is_total,
    CASE WHEN GROUPING(stage) = 1 THEN 'total' ELSE CAST(stage AS VARCHAR) END AS stage,
    MIN(stage) AS step,
    COUNT(*) AS items,
    SUM(CASE WHEN visits > 0 THEN 1 ELSE 0 END) AS visited,
    SUM(visits) AS visits,
    SUM(CASE WHEN class = 'A' AND visits > 0 THEN 1 ELSE 0 END) AS a,
    SUM(CASE WHEN class = 'A' THEN 1 ELSE 0 END) AS a_of,
    SUM(CASE WHEN class = 'B' AND visits > 0 THEN 1 ELSE 0 END) AS b,
    SUM(CASE WHEN class = 'B' THEN 1 ELSE 0 END) AS b_of,
    SUM(CASE WHEN class = 'C' AND visits > 0 THEN 1 ELSE 0 END) AS c,
    SUM(CASE WHEN class = 'C' THEN 1 ELSE 0 END) AS c_of,
    SUM(CASE WHEN class = 'U' AND visits > 0 THEN 1 ELSE 0 END) AS u,
    SUM(CASE WHEN class = 'U' THEN 1 ELSE 0 END) AS u_of
  FROM items
  GROUP BY GROUPING SETS ((scope_no, stage), (scope_no))
)
SELECT *, visited AS rate, items AS rate_of
FROM counted
ORDER BY scope_no, is_total, step
