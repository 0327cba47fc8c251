-- zh: 亲访转化
-- en: Conversion by how a visit was made
-- note_zh: 当月就未收齐的续期件所作的亲访，亲访后 7 日内（可设）收齐的占比及 95% 区间：按「四加一」所记做到几步，按有无陪访，按亲访时客户在近
--    12 个月内是否已评过分类。差异为与同组其余亲访之差；「可区分」指两者的 95% 区间不相交。
-- note_en: Visits of the month about items not settled, and the share settled within 7 days (a setting) with its 95 % interval: by the
--    steps of the visit that its record says were done, by whether somebody came along, by whether the customer had been rated in the
--    twelve months before. The difference is that to the rest of the group; told apart where the 95 % intervals do not overlap.
-- kind: table
-- show: folded
-- needs: visits, activities, payments
-- when_empty: leave_out
-- group_zh: 分组
-- group_en: By
-- group: what
-- group_words: visit_by
-- columns: band, visits, rate, interval, rest, difference, apart
-- formats: word:visit_band, cases:rate, bar, interval:rate, share, change:rate:rest, apart:rate:rest
-- columns_zh: 情形, 亲访次数, 7 日内收齐, 95% 区间, 其余亲访, 差异, 可区分
-- columns_en: Case, Visits, Settled within 7 days, 95 % interval, The rest, Difference, Told apart
WITH banded AS (
  SELECT
    'depth' AS what,
    COALESCE('steps_' || CAST(steps AS VARCHAR), 'unrecorded') AS band,
    CASE WHEN steps IS NULL THEN 6 ELSE 5 - steps END AS step,
    specialist_key,
    is_converted
  FROM report_visits
  UNION ALL
  SELECT
    'company',
    CASE WHEN is_accompanied THEN 'accompanied' ELSE 'alone' END,
    CASE WHEN is_accompanied THEN 7 ELSE 8 END,
    specialist_key,
    is_converted
  FROM report_visits
  UNION ALL
  SELECT
    'rating',
    CASE WHEN is_rated THEN 'rated' ELSE 'unrated' END,
    CASE WHEN is_rated THEN 9 ELSE 10 END,
    specialist_key,
    is_converted
  FROM report_visits
  WHERE 'customer_ratings' NOT IN (SELECT table_name FROM report_unknown)
),
counted AS (
  SELECT
    s.scope_no,
    b.what,
    b.band,
    b.step,
    COUNT(*) AS visits,
    SUM(CASE WHEN b.is_converted THEN 1 ELSE 0 END) AS converted
  FROM banded AS b
  INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_key = b.specialist_key
  GROUP BY s.scope_no, b.what, b.band, b.step
)
SELECT
  scope_no,
  what,
  band,
  converted AS rate,
  visits AS rate_of,
  SUM(converted) OVER (PARTITION BY scope_no, what) - converted AS rest,
  SUM(visits) OVER (PARTITION BY scope_no, what) - visits AS rest_of
FROM counted
ORDER BY scope_no, CASE what WHEN 'depth' THEN 1 WHEN 'company' THEN 2 ELSE 3 END, step
