-- severity: warning
-- zh: 阶段与宽限期不一致的未收应收
-- en: Open due items whose stage and grace disagree
-- hint_zh: 阶段按自然月、宽限期按天数：宽限期早于宽末月届满，或到停一月仍未届满；数量异常时检查应收清单的宽限期天数
-- hint_en: stages are calendar months and grace is days: the grace ended before the month 宽末, or reaches into 停一;
--    if there are many, look at the days of grace in the due list
WITH open_items AS (
  SELECT
    i.item_key,
    i.due_on,
    i.grace_end_on,
    i.stage,
    r.month,
    12 * EXTRACT(YEAR FROM i.grace_end_on) + EXTRACT(MONTH FROM i.grace_end_on) AS grace_month
  FROM run_items AS i
  INNER JOIN run_periods AS r ON r.period_no = i.period_no
  WHERE i.is_in_service AND i.settled_on IS NULL
)
SELECT d.due_id, o.due_on, o.grace_end_on, o.stage
FROM open_items AS o
INNER JOIN facts.items AS d ON d.item_key = o.item_key
WHERE (o.stage BETWEEN 0 AND 2 AND o.grace_month < o.month) OR (o.stage = 3 AND o.grace_month >= o.month)
ORDER BY d.due_id
