-- severity: warning
-- zh: 离职人员未结的递延或暂扣绩效
-- en: Deferred or withheld pay of people who have left
-- hint_zh: 方案不会再发放；需要补发的用绩效调整文件登记
-- hint_en: no calculation pays it any more: what is owed goes into a file of adjustments
WITH kept_back AS (
  SELECT
    l.plan_id,
    l.specialist_id,
    -- The same block and component, whatever was done to it: `reversal:` and `rebook:` stand before the row's own name.
    REGEXP_REPLACE(l.node, '^((reversal|rebook):)?(deferral|withhold|release):', '') AS balance,
    -SUM(l.amount) AS amount
  FROM incentive_ledger AS l
  WHERE REGEXP_MATCHES(l.node, '^((reversal|rebook):)?(deferral|withhold|release):')
  GROUP BY ALL
)
SELECT k.plan_id, k.specialist_id, p.left_on, k.balance, k.amount
FROM kept_back AS k
INNER JOIN specialists AS p ON p.specialist_id = k.specialist_id
CROSS JOIN run_periods AS r
WHERE k.amount > 0 AND p.left_on <= r.reference_on
ORDER BY k.plan_id, k.specialist_id, k.balance
