-- The visits of the period about renewal items that were not settled before, each with what was written down of it: how many of the
-- five steps were done (NULL without a record), whether somebody came along, whether the customer had been rated in the twelve
-- months before, and whether the item was settled within the days that count as conversion.
CREATE OR REPLACE TEMP TABLE report_visits AS
WITH records AS (
  SELECT
    v.activity_id,
    BOOL_OR(v.is_accompanied) AS is_accompanied,
    MAX(
      CASE WHEN m.prepared THEN 1 ELSE 0 END
      + CASE WHEN m.explained THEN 1 ELSE 0 END
      + CASE WHEN m.closed IS NOT NULL THEN 1 ELSE 0 END
      + CASE WHEN m.guided THEN 1 ELSE 0 END
      + CASE WHEN m.followed_up THEN 1 ELSE 0 END
    ) AS steps
  FROM facts.visits AS v
  INNER JOIN main.visits AS m ON m.activity_id = v.record_id
  GROUP BY v.activity_id
),
visits AS (
  SELECT activity_id, specialist_key, customer_key, item_key, occurred_on
  FROM run_activities
  WHERE period_no = $period_no AND kind = 'visit' AND item_key IS NOT NULL AND due_no >= 2
),
rated AS (
  SELECT DISTINCT v.activity_id
  FROM visits AS v
  INNER JOIN facts.ratings AS g
    ON g.customer_key = v.customer_key AND g.is_dated AND g.from_on <= v.occurred_on
      AND g.from_on > CAST(v.occurred_on - INTERVAL '12' MONTH AS DATE)
)
SELECT
  v.activity_id,
  v.specialist_key,
  r.steps,
  COALESCE(r.is_accompanied, FALSE) AS is_accompanied,
  g.activity_id IS NOT NULL AS is_rated,
  COALESCE(d.from_on <= v.occurred_on + h.conversion_days, FALSE) AS is_converted
FROM visits AS v
CROSS JOIN facts.settings AS h
LEFT JOIN records AS r ON r.activity_id = v.activity_id
LEFT JOIN rated AS g ON g.activity_id = v.activity_id
LEFT JOIN facts.settled_spans AS d ON d.item_key = v.item_key AND d.from_on <= $as_of AND $as_of < d.to_on
LEFT JOIN facts.exemptions AS x ON x.item_key = v.item_key AND x.exempt_on <= $as_of
WHERE COALESCE(d.from_on >= v.occurred_on, TRUE) AND x.item_key IS NULL
