-- id: persistency_13_count
-- zh: 13个月继续率（件数）
-- en: Persistency 13 months (policies)
-- unit: ratio
-- direction: higher
-- basis: count
-- definition_zh: 14个月前承保且观察期末前未免除的保单：观察期末有效（未失效、未退保，或已复效）的件数 ÷ 全部件数
-- definition_en: Policies issued 14 months before the reference month and not exempted by the observation end:
--    policies in force then, neither lapsed nor surrendered, or reinstated, over all
-- source: the share of policies that continue in the books of the insurer, as the handbook of the Indian regulator
--    measures it: livemint.com, 'How a persistency rate of 81% dropped to just 7% in FY15'
-- explain: cohort 14
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
      AND e.event_on <= CAST(p.issued_on + 14 * INTERVAL '1' MONTH AS DATE)
  WHERE c.cohort_months = 14 AND e.kind IN ('lapse', 'surrender', 'reinstate')
)
SELECT
  c.period_no,
  c.specialist_key,
  c.slice_key,
  CAST(NULL AS BIGINT) AS due_no,
  CAST(NULL AS BIGINT) AS stage,
  c.policy_key,
  c.item_key,
  CASE WHEN e.kind IN ('lapse', 'surrender') THEN 0 ELSE 1 END AS numerator,
  1 AS denominator
FROM run_cohorts AS c
LEFT JOIN events AS e ON e.period_no = c.period_no AND e.policy_key = c.policy_key AND e.place = 1
WHERE c.cohort_months = 14
