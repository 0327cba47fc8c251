-- id: persistency_{months}_premium
-- family: months = 13, 25, 37
-- family: cohort_months = 14, 26, 38
-- family: policy_year = 2, 3, 4
-- zh: {months}个月继续率（保费）
-- en: Persistency {months} months (premium)
-- unit: ratio
-- direction: higher
-- basis: premium
-- needs: payments
-- definition_zh: {cohort_months}个月前承保且观察期末前未免除的保单：第{policy_year}保单年度首期宽限期内实收（以应收为限） ÷ 应收；部分缴费按实收计
-- definition_en: Policies issued {cohort_months} months before the reference month and not exempted by the observation end: what
--    was paid within grace of their first instalment of policy year {policy_year}, up to its amount, over the amounts due; a
--    partial payment counts with what was paid
-- source: company practice where renewal premium is measured as paid over due (实收保费 ÷ 应收保费), docs/metrics.md
-- explain: cohort {cohort_months}
SELECT
  c.period_no,
  c.specialist_key,
  c.slice_key,
  CAST(NULL AS BIGINT) AS due_no,
  CAST(NULL AS BIGINT) AS stage,
  c.policy_key,
  c.item_key,
  GREATEST(0, LEAST(i.amount_due, COALESCE(s.net_paid, 0))) AS numerator,
  i.amount_due AS denominator,
  1 AS weight
FROM run_cohorts AS c
INNER JOIN run_periods AS r ON r.period_no = c.period_no
INNER JOIN facts.items AS i ON i.item_key = c.item_key
LEFT JOIN facts.paid_steps AS s
  ON s.item_key = i.item_key AND s.from_on <= LEAST(r.as_of, i.grace_end_on) AND LEAST(r.as_of, i.grace_end_on) < s.to_on
WHERE c.cohort_months = {cohort_months}
