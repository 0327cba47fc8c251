-- The policies whose matured items are cases of the risk model: all of them, or in a large book a sample in which about
-- $most_items such items are. A model of some forty weights gains nothing from more. Drawn by a hash of the policy
-- number: no order of rows or files can matter, and a policy that is drawn stays so while the book is as large.
CREATE OR REPLACE TEMP TABLE risk_sampled AS
WITH matured AS (
  SELECT COUNT(*) AS items
  FROM facts.item_states
  WHERE due_no >= 2
    AND grace_end_on > CAST(CAST($as_of AS DATE) - INTERVAL '15' MONTH AS DATE)
    AND grace_end_on <= CAST($as_of AS DATE)
)
SELECT p.policy_key
FROM facts.policies AS p
CROSS JOIN matured AS m
-- The first 32 bits of the hash, evenly spread from 0 up to 4294967296.
WHERE CAST('0x' || LEFT(MD5(p.policy_id), 8) AS BIGINT) * m.items < CAST($most_items AS HUGEINT) * 4294967296
