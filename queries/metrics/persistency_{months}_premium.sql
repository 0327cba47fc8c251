-- id: persistency_{months}_premium
-- family: months = 13, 25, 37
-- family: cohort_months = 14, 26, 38
-- family: policy_year = 2, 3, 4
-- zh: {months}个月继续率（保费）
-- en: {months}-month persistency (premium)
-- unit: ratio
-- direction: higher
-- basis: premium
-- needs: payments
-- definition_zh: {cohort_months} 个月前承保且观察期内无免责事件的保单，第 {policy_year} 保单年度首期在宽限期内收齐者的年化保费 ÷ 全部保单年化保费
-- definition_en: Policies issued {cohort_months} months before the reference month and not exempted by the observation end:
--    annual premium of those whose first instalment of policy year {policy_year} was settled within grace, over all; at the policy
--    owner
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
  CASE WHEN is_persistent THEN annual_premium ELSE 0 END AS numerator,
  annual_premium AS denominator,
  1 AS weight
FROM run_cohorts
WHERE cohort_months = {cohort_months}
