-- zh: 话术转化
-- en: Conversion by script
-- note_zh: 当月有效接触中使用的话术：接触后 7 日内（可设）收齐的占比及 95% 区间；「未用」为同类异议未使用话术的接触；
--    低样本的接触少，不宜据以取舍。
-- note_en: Effective contacts of the month by script: share settled within 7 days (a setting) with 95 % interval; contacts
--    with the same objection and no script stand beside them; a low sample is no ground for choosing.
-- kind: table
-- needs: activities
-- show: folded
-- columns: objection, title, contacts, rate, range, sample
-- formats: word:reason, word:script, count, bar, interval:rate, word:sample
-- columns_zh: 异议, 话术, 接触, 转化率, 95% 区间, 样本
-- columns_en: Objection, Script, Contacts, Conversion, 95 % interval, Sample
WITH used AS (
  SELECT
    s.scope_no,
    COALESCE(x.objection_code, '') AS objection,
    x.script_id,
    CASE WHEN d.from_on BETWEEN a.occurred_on AND a.occurred_on + g.conversion_days THEN 1 ELSE 0 END AS converted
  FROM run_activities AS a
  INNER JOIN main.activities AS x ON x.activity_id = a.activity_id
  INNER JOIN report_members AS s ON s.period_no = a.period_no AND s.specialist_key = a.specialist_key
  CROSS JOIN facts.settings AS g
  LEFT JOIN facts.settled_spans AS d ON d.item_key = a.item_key AND d.from_on <= $as_of AND $as_of < d.to_on
  WHERE a.period_no = $period_no AND a.is_effective AND x.objection_code IS NOT NULL
    AND COALESCE(d.from_on >= a.occurred_on, TRUE)
)
SELECT
  u.scope_no,
  u.objection,
  COALESCE(u.script_id || ' ' || COALESCE(t.title, ''), '') AS title,
  COUNT(*) AS contacts,
  SUM(u.converted) AS rate,
  COUNT(*) AS rate_of,
  CASE WHEN COUNT(*) < $low_sample THEN 'low_sample' ELSE '' END AS sample
FROM used AS u
LEFT JOIN main.scripts AS t ON t.script_id = u.script_id
GROUP BY u.scope_no, u.objection, u.script_id, t.title
ORDER BY u.scope_no, SUM(COUNT(*)) OVER (PARTITION BY u.scope_no, u.objection) DESC, u.objection, u.script_id NULLS LAST
