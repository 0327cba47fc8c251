-- id: persistency_{months}_premium
-- family: months = 13, 25, 37
-- family: cohort_months = 14, 26, 38
-- zh: {months}个月继续率（保费）
-- en: Persistency {months} months (premium)
-- unit: ratio
-- direction: higher
-- basis: premium
-- needs: payments
-- definition_zh: {cohort_months}个月前承保且观察期末前未免除的保单：观察期末有效（未失效、未退保，或已复效）的年化保费 ÷ 全部年化保费
-- definition_en: Policies issued {cohort_months} months before the reference month and not exempted by the observation end: annual
--    premium of those in force then, neither lapsed nor surrendered, or reinstated, over all
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
  CASE WHEN is_in_force THEN annual_premium ELSE 0 END AS numerator,
  annual_premium AS denominator,
  1 AS weight
FROM run_cohorts_in_force
WHERE cohort_months = {cohort_months}
