-- What the items of a policy tell about it, so that the common policy needs no second look: the only person who ever
-- answered for any of them (`has_one_owner`; `specialist_key` is then that person), and whether its due months lie half a
-- year or more apart (`is_spaced`): they leave the same rest when divided by six, and each stands in a half-year of its
-- own. Half-years are told apart up to thirty years; beyond that a policy counts as not spaced, which only costs time.
-- touched: policy_key
CREATE OR REPLACE TABLE facts.policy_items AS
WITH people AS (
  SELECT policy_key, first_owner_key AS specialist_key, due_month
  FROM touched_policies.items
  UNION ALL
  SELECT i.policy_key, w.specialist_key, NULL
  FROM facts.later_owners AS w
  INNER JOIN touched_policies.items AS i ON i.item_key = w.item_key
)
SELECT
  policy_key,
  MIN(specialist_key) AS specialist_key,
  MIN(specialist_key) = MAX(specialist_key) AS has_one_owner,
  MIN(due_month % 6) = MAX(due_month % 6)
    AND BIT_COUNT(BIT_OR(CAST(POWER(2, CAST(FLOOR(due_month / 6) AS INTEGER) % 60) AS BIGINT))) = COUNT(due_month) AS is_spaced
FROM people
GROUP BY policy_key
