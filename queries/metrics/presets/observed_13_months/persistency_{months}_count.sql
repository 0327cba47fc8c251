-- id: persistency_{months}_count
-- family: months = 13, 25, 37
-- family: policy_year = 2, 3, 4
-- zh: {months}个月继续率（件数）
-- en: Persistency {months} months (policies)
-- unit: ratio
-- direction: higher
-- basis: count
-- needs: payments
-- definition_zh: {months}个月前承保且观察期末前未免除的保单：第{policy_year}保单年度首期在宽限期内收齐的件数 ÷ 全部件数
-- definition_en: Policies issued {months} months before the reference month and not exempted by the observation end:
--    policies of those whose first instalment of policy year {policy_year} was settled within grace, over all
-- source: the 13 month persistency of insurers' disclosures counts a renewal due after one year with thirty days of
--    grace, as told in bimabazaar.com, 'Life insurance persistency good in first year, not in the long term' (IRDA
--    annual report 2011-12)
-- explain: cohort {months}
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
WHERE cohort_months = {months}
