-- The numbers of customers with a touched policy, now or before.
CREATE OR REPLACE TEMP TABLE touched_customer_keys AS
SELECT p.customer_key
FROM facts.policies AS p
SEMI JOIN touched_policy_keys AS t ON t.policy_key = p.policy_key
UNION
SELECT CAST(id AS BIGINT)
FROM touched
WHERE what = 'customer_key'
