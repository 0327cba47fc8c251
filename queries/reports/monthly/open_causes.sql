-- zh: 未收原因
-- en: Why items stay unpaid
-- note_zh: 已到应缴日、截至数据日未收齐的在办续期件，按最近一次所知原因（评鉴表、亲访记录、活动的异议，取最新者）；「未注明」为尚无人问明。
--    前三位原因附建议。
-- note_en: Items in service past their due day and not settled on the as-of day, by the latest cause known (review of service, record of a
--    visit, objection); a suggestion for each of the first three. Where none is stated nobody has found out yet.
-- kind: table
-- needs: service_reviews
-- when_empty: leave_out
-- show: folded
-- columns: place, reason, items, share, cumulative, open, grace1, later, known, suggestion
-- formats: count, word:reason, count, bar, share, money, count, count, share, suggestion:top_reason
-- columns_zh: 位次, 原因, 未收件数, 占比, 累计占比, 未收保费, 30 天内, 30 天以上, 其中见评鉴表, 建议
-- columns_en: Place, Reason, Items open, Share, Cumulative, Premium open, Up to 30 days, More than 30, From a form, Suggestion
-- chart: pareto
-- chart_label: reason
-- chart_values: items
WITH open_items AS (
  SELECT item_key, specialist_key, due_on, amount_due - collected AS open
  FROM run_items
  WHERE period_no = $period_no AND is_in_service AND NOT is_settled AND due_on <= $reference_on
),
causes AS (
  SELECT f.item_key, m.cause_code AS reason, f.returned_on AS told_on, 3 AS place
  FROM facts.service_reviews AS f
  INNER JOIN main.service_reviews AS m ON m.review_id = f.review_id
  WHERE f.returned_on <= $as_of AND m.cause_code IS NOT NULL
  UNION ALL
  SELECT v.item_key, m.cause_code, v.occurred_on, 2
  FROM facts.visits AS v
  INNER JOIN main.visits AS m ON m.activity_id = v.activity_id
  WHERE v.occurred_on <= $as_of AND m.cause_code IS NOT NULL AND v.item_key IS NOT NULL
  UNION ALL
  SELECT f.item_key, m.objection_code, f.occurred_on, 1
  FROM facts.activities AS f
  INNER JOIN main.activities AS m ON m.activity_id = f.activity_id
  WHERE f.occurred_on <= $as_of AND m.objection_code IS NOT NULL
    AND f.item_key IN (SELECT item_key FROM open_items)
),
latest AS (
  SELECT item_key, reason, place AS source
  FROM (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY item_key ORDER BY told_on DESC, place DESC, reason) AS turn
    FROM causes
  ) AS ordered
  WHERE turn = 1
),
counted AS (
  SELECT
    s.scope_no,
    COALESCE(l.reason, '') AS reason,
    COUNT(*) AS items,
    SUM(o.open) AS open,
    SUM(CASE WHEN CAST($reference_on AS DATE) - o.due_on <= 30 THEN 1 ELSE 0 END) AS grace1,
    SUM(CASE WHEN CAST($reference_on AS DATE) - o.due_on > 30 THEN 1 ELSE 0 END) AS later,
    SUM(CASE WHEN l.source = 3 THEN 1 ELSE 0 END) AS known
  FROM open_items AS o
  INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_key = o.specialist_key
  LEFT JOIN latest AS l ON l.item_key = o.item_key
  GROUP BY s.scope_no, COALESCE(l.reason, '')
),
placed AS (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY scope_no ORDER BY items DESC, open DESC, reason) AS place,
    SUM(items) OVER (PARTITION BY scope_no ORDER BY items DESC, open DESC, reason ROWS UNBOUNDED PRECEDING) AS running,
    SUM(items) OVER (PARTITION BY scope_no) AS total
  FROM counted
)
SELECT
  scope_no,
  place,
  reason,
  items,
  items AS share,
  total AS share_of,
  running AS cumulative,
  total AS cumulative_of,
  open,
  grace1,
  later,
  known,
  items AS known_of,
  CASE WHEN place <= 3 AND reason <> '' THEN reason END AS top_reason
FROM placed
ORDER BY scope_no, place
