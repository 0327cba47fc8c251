-- id: persistency_{months}_count
-- family: months = 13, 25, 37
-- family: cohort_months = 14, 26, 38
-- zh: {months}个月继续率（件数）
-- en: Persistency {months} months (policies)
-- unit: ratio
-- direction: higher
-- basis: count
-- needs: payments
-- definition_zh: {cohort_months}个月前承保且观察期末前未免除的保单：观察期末有效（未失效、未退保，或已复效）的件数 ÷ 全部件数
-- definition_en: Policies issued {cohort_months} months before the reference month and not exempted by the observation end:
--    policies in force then, neither lapsed nor surrendered, or reinstated, over all
-- source: the share of policies that continue in the books of the insurer, as the handbook of the Indian regulator
--    measures it: livemint.com, 'How a persistency rate of 81% dropped to just 7% in FY15'
-- explain: cohort {cohort_months}
SELECT
  period_no,
  specialist_key,
  slice_key,
  CAST(NULL AS BIGINT) AS due_no,
  CAST(NULL AS BIGINT) AS stage,
  policy_key,
  item_key,
  CASE WHEN is_in_force THEN 1 ELSE 0 END AS numerator,
  1 AS denominator
FROM run_cohorts_in_force
WHERE cohort_months = {cohort_months}
