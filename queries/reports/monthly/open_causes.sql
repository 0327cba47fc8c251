-- zh: 未收原因
-- en: Why items stay unpaid
-- note_zh: 已到应缴日、截至数据日未收齐的在办续期件，按最近一次所知原因（评鉴表、亲访记录、活动的异议，取最新者）；「未注明」为尚无人问明。
--    15 天内问明：应缴满 15 天的件中，应缴日后 15 天内已问明任一原因的占比。前三位原因附建议。
-- note_en: Items in service past their due day and not settled on the as-of day, by the latest cause known (review of service, record of a
--    visit, objection); a suggestion for each of the first three. Where none is stated nobody has found out yet. Found out within 15 days: of the
--    items 15 days past due those with any cause told by then.
-- kind: table
-- needs: service_reviews
-- when_empty: leave_out
-- show: folded
-- columns: place, reason, items, share, cumulative, open, grace1, later, known, in_time, suggestion
-- formats: some, word:reason, count, bar, share, money, count, count, share, share, suggestion:top_reason
-- columns_zh: 位次, 原因, 未收件数, 占比, 累计占比, 未收保费, 30 天内, 30 天以上, 其中见评鉴表, 15天内问明, 建议
-- columns_en: Place, Reason, Items open, Share, Cumulative, Premium open, Up to 30 days, More than 30, From a form, Within 15 days, Suggestion
-- chart: pareto
-- chart_label: reason
-- chart_values: items
WITH open_items AS (
  SELECT item_key, specialist_key, due_on, amount_due - collected AS open
  FROM run_items
  WHERE period_no = $period_no AND is_in_service AND NOT is_settled AND due_on <= $reference_on
),
latest AS (
  SELECT item_key, reason, place AS source, first_on
  FROM (
    SELECT
      *,
      MIN(told_on) OVER (PARTITION BY item_key) AS first_on,
      ROW_NUMBER() OVER (PARTITION BY item_key ORDER BY told_on DESC, place DESC, reason) AS turn
    FROM report_causes
    WHERE item_key IN (SELECT item_key FROM open_items)
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
    SUM(CASE WHEN l.source = 3 THEN 1 ELSE 0 END) AS known,
    SUM(CASE WHEN o.due_on + 15 <= $reference_on AND l.first_on <= o.due_on + 15 THEN 1 ELSE 0 END) AS in_time,
    SUM(CASE WHEN o.due_on + 15 <= $reference_on THEN 1 ELSE 0 END) AS in_time_of
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
  FALSE AS is_total,
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
  in_time,
  in_time_of,
  CASE WHEN place <= 3 AND reason <> '' THEN reason END AS top_reason
FROM placed
UNION ALL
SELECT
  scope_no,
  TRUE,
  NULL,
  'total',
  SUM(items),
  SUM(items),
  SUM(items),
  NULL,
  NULL,
  SUM(open),
  SUM(grace1),
  SUM(later),
  SUM(known),
  SUM(items),
  SUM(in_time),
  SUM(in_time_of),
  NULL
FROM placed
GROUP BY scope_no
ORDER BY scope_no, is_total, place
