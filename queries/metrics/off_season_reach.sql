-- id: off_season_reach
-- zh: 非收费期触达率
-- en: Reached outside the season
-- unit: ratio
-- direction: higher
-- basis: count
-- needs: activities
-- definition_zh: 数据日有效保单的客户中，期内在名下没有前一至宽末续期件的日子里有过服务性接触的客户数 ÷ 客户数（归客户责
--    任人，不论谁联系）；月缴客户总在收费期内，此值到不了 100%
-- definition_en: Customers in force with a service contact in the period on a day on which none of their renewal
--    items was of stage -1 to 2, over customers in force; at the customer owner, whoever made the contact. Customers
--    who pay monthly are always in season: the value cannot reach 100 %
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: customers_not_in_force
-- The renewal items of the customers who were contacted, in the months around the contacts.
WITH contacts AS (
  SELECT DISTINCT period_no, as_of, customer_key, month
  FROM run_service_contacts
),
seasons AS (
  SELECT DISTINCT c.period_no, c.customer_key, c.month
  FROM contacts AS c
  INNER JOIN facts.policies AS p ON p.customer_key = c.customer_key
  INNER JOIN facts.item_states AS i
    ON i.policy_key = p.policy_key AND i.due_no >= 2 AND c.month - i.due_month BETWEEN -1 AND 2
      AND i.due_month BETWEEN (SELECT MIN(month) - 2 FROM contacts) AND (SELECT MAX(month) + 1 FROM contacts)
  LEFT JOIN facts.exemptions AS x ON x.item_key = i.item_key AND x.exempt_on <= c.as_of
  WHERE x.item_key IS NULL
),
reached AS (
  SELECT DISTINCT c.period_no, c.customer_key
  FROM contacts AS c
  LEFT JOIN seasons AS s ON s.period_no = c.period_no AND s.customer_key = c.customer_key AND s.month = c.month
  WHERE s.customer_key IS NULL
)
SELECT
  c.period_no,
  c.specialist_key,
  0 AS slice_key,
  CAST(NULL AS BIGINT) AS due_no,
  CAST(NULL AS BIGINT) AS stage,
  'customer' AS record,
  u.customer_id AS record_id,
  CASE WHEN r.customer_key IS NULL THEN 0 ELSE 1 END AS numerator,
  1 AS denominator
FROM run_customers_in_force AS c
INNER JOIN facts.customers AS u ON u.customer_key = c.customer_key
LEFT JOIN reached AS r ON r.period_no = c.period_no AND r.customer_key = c.customer_key
