-- id: persistency_25_premium
-- zh: 25个月继续率（保费）
-- en: Persistency 25 months (premium)
-- unit: ratio
-- direction: higher
-- basis: premium
-- definition_zh: 26个月前承保且观察期末前未免除的保单：观察期末有效（未失效、未退保，或已复效）的年化保费 ÷ 全部年化保费
-- definition_en: Policies issued 26 months before the reference month and not exempted by the observation end: annual
--    premium of those in force then, neither lapsed nor surrendered, or reinstated, over all
-- source: the share of policies that continue in the books of the insurer, as the handbook of the Indian regulator
--    measures it: livemint.com, 'How a persistency rate of 81% dropped to just 7% in FY15'
-- explain: cohort 26
WITH events AS (
  SELECT
    c.period_no,
    c.policy_key,
    e.kind,
    -- A reinstatement on the day of the lapse ends it.
    ROW_NUMBER() OVER (
      PARTITION BY c.period_no, c.policy_key
      ORDER BY e.event_on DESC, CASE WHEN e.kind = 'reinstate' THEN 0 ELSE 1 END
    ) AS place
  FROM run_cohorts AS c
  INNER JOIN run_periods AS r ON r.period_no = c.period_no
  INNER JOIN facts.policies AS p ON p.policy_key = c.policy_key
  INNER JOIN facts.policy_events AS e
    ON e.policy_key = c.policy_key AND e.event_on <= r.as_of
      AND e.event_on <= CAST(p.issued_on + 26 * INTERVAL '1' MONTH AS DATE)
  WHERE c.cohort_months = 26 AND e.kind IN ('lapse', 'surrender', 'reinstate')
)
SELECT
  c.period_no,
  c.specialist_key,
  c.slice_key,
  CAST(NULL AS BIGINT) AS due_no,
  CAST(NULL AS BIGINT) AS stage,
  c.policy_key,
  c.item_key,
  CASE WHEN e.kind IN ('lapse', 'surrender') THEN 0 ELSE c.annual_premium END AS numerator,
  c.annual_premium AS denominator
FROM run_cohorts AS c
LEFT JOIN events AS e ON e.period_no = c.period_no AND e.policy_key = c.policy_key AND e.place = 1
WHERE c.cohort_months = 26
