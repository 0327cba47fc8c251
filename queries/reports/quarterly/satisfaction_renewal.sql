-- zh: 满意度与续费
-- en: Satisfaction and renewal
-- note_zh: 本季宽限期届满的续期件，按客户在应缴日前一年内最近一次评分、是否投诉、应缴日是否有未解决的问题，看其续费率。
--    差异为与同组其余件之差；「可区分」指两者的 95% 区间不相交。
-- note_en: Items whose grace ended in the quarter by the customer's latest score within a year before the due day, by complaints in that
--    year and by problems open on the due day, and how they renewed. The difference is that to the rest of the group; told apart where
--    the 95 % intervals do not overlap.
-- kind: table
-- when_empty: leave_out
-- needs: surveys, payments
-- group_zh: 分组
-- group_en: By
-- group: what
-- group_words: voice
-- columns: band, items, rate, interval, rest, difference, apart, premium
-- formats: word:voice_band, cases:rate, bar, interval:rate, share, change:rate:rest, apart:rate:rest, money
-- columns_zh: 情形, 件数, 续费率, 95% 区间, 其余件, 差异, 可区分, 应收保费
-- columns_en: Case, Items, Renewal rate, 95 % interval, The rest, Difference, Told apart, Premium due
WITH items AS (
  SELECT i.specialist_key, i.item_key, i.due_on, i.amount_due, i.is_renewed, p.customer_key
  FROM run_items AS i
  INNER JOIN facts.policies AS p ON p.policy_key = i.policy_key
  WHERE i.period_no = $period_no AND i.is_matured
),
scored AS (
  SELECT
    i.item_key,
    q.score,
    ROW_NUMBER() OVER (PARTITION BY i.item_key ORDER BY q.answered_on DESC, q.survey_id DESC) AS place
  FROM items AS i
  INNER JOIN facts.surveys AS q
    ON q.customer_key = i.customer_key AND q.answered_on >= i.due_on - 365 AND q.answered_on < i.due_on
  WHERE q.score IS NOT NULL AND q.sent_on <= $as_of AND q.answered_on <= $as_of
),
complained AS (
  SELECT DISTINCT i.item_key
  FROM items AS i
  INNER JOIN facts.complaints AS c
    ON c.customer_key = i.customer_key AND c.received_on >= i.due_on - 365 AND c.received_on < i.due_on
  WHERE c.received_on <= $as_of
),
troubled AS (
  SELECT DISTINCT i.item_key
  FROM items AS i
  INNER JOIN facts.issues AS q
    ON q.customer_key = i.customer_key AND q.opened_on <= i.due_on AND COALESCE(q.resolved_on > i.due_on, TRUE)
  WHERE q.opened_on <= $as_of
),
marked AS (
  SELECT
    i.*,
    CASE WHEN s.score <= 2 THEN 'low' WHEN s.score = 3 THEN 'middle' WHEN s.score >= 4 THEN 'high' ELSE 'no_score' END AS score_band,
    CASE WHEN c.item_key IS NULL THEN 'no_complaint' ELSE 'complaint' END AS complaint_band,
    CASE WHEN t.item_key IS NULL THEN 'no_problem' ELSE 'problem' END AS problem_band
  FROM items AS i
  LEFT JOIN scored AS s ON s.item_key = i.item_key AND s.place = 1
  LEFT JOIN complained AS c ON c.item_key = i.item_key
  LEFT JOIN troubled AS t ON t.item_key = i.item_key
),
banded AS (
  SELECT 'score' AS what, score_band AS band, m.* FROM marked AS m
  UNION ALL
  SELECT 'complaint', complaint_band, m.* FROM marked AS m
  WHERE 'complaints' NOT IN (SELECT table_name FROM report_unknown)
  UNION ALL
  SELECT 'problem', problem_band, m.* FROM marked AS m
  WHERE 'issues' NOT IN (SELECT table_name FROM report_unknown)
),
counted AS (
  SELECT
    s.scope_no,
    b.what,
    b.band,
    COUNT(*) AS items,
    SUM(CASE WHEN b.is_renewed THEN 1 ELSE 0 END) AS renewed,
    SUM(b.amount_due) AS premium
  FROM banded AS b
  INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_key = b.specialist_key
  GROUP BY s.scope_no, b.what, b.band
)
SELECT
  scope_no,
  what,
  band,
  renewed AS rate,
  items AS rate_of,
  SUM(renewed) OVER (PARTITION BY scope_no, what) - renewed AS rest,
  SUM(items) OVER (PARTITION BY scope_no, what) - items AS rest_of,
  premium
FROM counted
ORDER BY
  scope_no,
  CASE what WHEN 'score' THEN 1 WHEN 'complaint' THEN 2 ELSE 3 END,
  CASE band WHEN 'low' THEN 1 WHEN 'complaint' THEN 1 WHEN 'problem' THEN 1 WHEN 'middle' THEN 2 WHEN 'high' THEN 3 ELSE 4 END
