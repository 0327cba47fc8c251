-- The worklist with the risk of each item whose grace still runs, and the place of each item in its day: by the value at risk,
-- which is the premium due times the chance that it will not come, what ends its grace first among equals; what has no chance
-- any more, or no model, after them by its premium. The setting `worklist_order` may want the annual premium instead.
CREATE OR REPLACE TEMP TABLE report_tasks AS
WITH scored AS (
  SELECT
    w.*,
    r.score,
    r.class,
    r.reasons AS risk_reasons,
    r.reasons_zh,
    r.reasons_en,
    CAST(r.score * w.amount_due * 0.0001 AS DECIMAL(18, 2)) AS value_at_risk
  FROM worklist AS w
  LEFT JOIN risk AS r ON r.item_key = w.item_key
)
SELECT
  *,
  ROW_NUMBER() OVER (
    PARTITION BY on_day
    ORDER BY
      CASE WHEN $worklist_order = 'annual_premium' THEN annual_premium END DESC NULLS LAST,
      value_at_risk DESC NULLS LAST,
      CASE WHEN value_at_risk IS NULL THEN amount_due END DESC NULLS LAST,
      grace_end_on,
      due_id
  ) AS place
FROM scored
