-- id: persistency_{months}_count
-- family: months = 13, 25, 37
-- family: cohort_months = 14, 26, 38
-- family: policy_year = 2, 3, 4
-- zh: {months}个月继续率（件数）
-- en: {months}-month persistency (policies)
-- unit: ratio
-- direction: higher
-- basis: count
-- needs: payments
-- definition_zh: {cohort_months} 个月前承保且观察期内无免责事件的保单，第 {policy_year} 保单年度首期在宽限期内收齐者的件数 ÷ 全部保单件数
-- definition_en: Policies issued {cohort_months} months before the reference month and not exempted by the observation end:
--    policies of those whose first instalment of policy year {policy_year} was settled within grace, over all; at the policy owner
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: cohort {cohort_months}
SELECT
  period_no,
  specialist_key,
  slice_key,
  CAST(NULL AS BIGINT) AS due_no,
  CAST(NULL AS BIGINT) AS stage,
  policy_key,
  item_key,
  CASE WHEN is_persistent THEN 1 ELSE 0 END AS numerator,
  1 AS denominator
FROM run_cohorts
WHERE cohort_months = {cohort_months}
