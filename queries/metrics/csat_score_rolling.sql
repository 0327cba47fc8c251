-- id: csat_score_rolling
-- zh: 客户满意度（近三月）
-- en: Satisfaction score (three months)
-- unit: score
-- direction: higher
-- basis: points
-- needs: surveys
-- definition_zh: 截至期末所在月的三个自然月内回收且有评分的问卷，评分之和 ÷ 份数（1 至 5 分）；单月份数常嫌太少，个人看此
-- definition_en: Mean score, 1 to 5, of the surveys answered in the three calendar months that end with the month of the
--    period's last day; a month alone has few answers of one person
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: scores_rolling
SELECT
  r.period_no,
  q.specialist_key,
  q.slice_key,
  q.due_no,
  r.month - q.due_month AS stage,
  'survey' AS record,
  q.survey_id AS record_id,
  q.item_key,
  q.score AS numerator,
  1 AS denominator
FROM run_periods AS r
INNER JOIN facts.surveys AS q
  ON 12 * EXTRACT(YEAR FROM q.answered_on) + EXTRACT(MONTH FROM q.answered_on) BETWEEN r.month - 2 AND r.month
    AND q.answered_on <= r.reference_on AND q.sent_on <= r.as_of
WHERE q.score IS NOT NULL
