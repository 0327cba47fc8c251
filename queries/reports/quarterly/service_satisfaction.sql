-- zh: 服务接触与满意度
-- en: Contacts for service and satisfaction
-- note_zh: 本季回收且有评分的问卷，按客户在回收前 90 天内被接触到的情形：有服务性接触（目的为服务、关怀，或未关联应收）、只有收费接触、没有接触；
--    满意率为 4、5 分占比，差异为与其余问卷之差。
-- note_en: Surveys answered with a score in the quarter by how the customer was reached in the 90 days before the answer: for service or care
--    (or about no due item), for collecting only, not at all. Top two: a score of 4 or 5; the difference is that to the rest.
-- kind: table
-- when_empty: leave_out
-- needs: surveys, activities
-- show: folded
-- columns: band, answers, score, top2, interval, rest, difference, apart, nps
-- formats: word:service_band, cases:top2, score, bar, interval:top2, share, change:top2:rest, apart:top2:rest, share
-- columns_zh: 情形, 问卷, 平均分, 满意率, 95% 区间, 其余, 差异, 可区分, 净推荐值
-- columns_en: Case, Answers, Mean score, Top two, 95 % interval, The rest, Difference, Told apart, NPS
WITH answers AS (
  SELECT f.survey_id, f.specialist_key, q.customer_key, q.answered_on, f.score, f.recommend
  FROM run_surveys AS f
  INNER JOIN facts.surveys AS q ON q.survey_id = f.survey_id
  WHERE f.period_no = $period_no AND f.is_answered_in_period AND f.is_answered AND f.score IS NOT NULL AND q.customer_key IS NOT NULL
),
reached AS (
  SELECT q.survey_id, BOOL_OR(a.is_service) AS is_service
  FROM answers AS q
  INNER JOIN facts.activities AS a
    ON a.customer_key = q.customer_key AND a.is_reached AND a.occurred_on >= q.answered_on - 90 AND a.occurred_on < q.answered_on
  GROUP BY q.survey_id
),
counted AS (
  SELECT
    s.scope_no,
    CASE WHEN r.survey_id IS NULL THEN 'untouched' WHEN r.is_service THEN 'service' ELSE 'collecting' END AS band,
    COUNT(*) AS answers,
    SUM(q.score) AS score,
    SUM(CASE WHEN q.score >= 4 THEN 1 ELSE 0 END) AS top2,
    COALESCE(SUM(CASE WHEN q.recommend >= 9 THEN 1 WHEN q.recommend <= 6 THEN -1 WHEN q.recommend IS NOT NULL THEN 0 END), 0) AS nps,
    COUNT(q.recommend) AS nps_of
  FROM answers AS q
  INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_key = q.specialist_key
  LEFT JOIN reached AS r ON r.survey_id = q.survey_id
  GROUP BY s.scope_no, CASE WHEN r.survey_id IS NULL THEN 'untouched' WHEN r.is_service THEN 'service' ELSE 'collecting' END
)
SELECT
  scope_no,
  band,
  score,
  answers AS score_of,
  top2,
  answers AS top2_of,
  SUM(top2) OVER (PARTITION BY scope_no) - top2 AS rest,
  SUM(answers) OVER (PARTITION BY scope_no) - answers AS rest_of,
  nps,
  nps_of
FROM counted
ORDER BY scope_no, CASE band WHEN 'service' THEN 1 WHEN 'collecting' THEN 2 ELSE 3 END
