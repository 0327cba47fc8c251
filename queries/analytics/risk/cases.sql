-- The cases of the risk model: renewal items that were open on a day, each with what became of it.
--   trained    grace ended in the twelve months up to the cut, three months before the as-of day; known as of the cut
--   held_out   grace ended after the cut and by the as-of day; known as of that day
--   open       grace still runs on the as-of day: the items that get a score
-- An item that has matured is a case once for every distance from its due day (`timing`) at which it was still open; an
-- open item is one as it stands on the as-of day. Policies that had ended by then are left out, and exempt items; of a
-- large book matured items of the policies in `risk_sampled` only.
-- Nothing dated after `at_on` may be read about a case but `is_lost`: not settled by the end of grace.
CREATE OR REPLACE TEMP TABLE risk_cases AS
WITH bounds AS (
  SELECT
    CAST($as_of AS DATE) AS as_of,
    CAST(CAST($as_of AS DATE) - INTERVAL '3' MONTH AS DATE) AS cut_on,
    CAST(CAST($as_of AS DATE) - INTERVAL '15' MONTH AS DATE) AS first_on
),
-- A day that stands for all days of its stretch: before the due day, 0 to 9 days after it, 10 to 29, 30 to 44, later.
landmarks (timing, day) AS (
  VALUES ('before', -15), ('days_0', 5), ('days_10', 20), ('days_30', 37), ('days_45', 52)
),
-- Until when a policy stood still: from its end (of these kinds) up to the next reinstatement.
ended AS (
  SELECT policy_key, event_on AS from_on, to_on
  FROM (
    SELECT
      policy_key,
      kind,
      event_on,
      LEAD(event_on, 1, DATE '9999-12-31') OVER (PARTITION BY policy_key ORDER BY event_on, kind) AS to_on
    FROM facts.policy_events
    WHERE kind IN ('lapse', 'reinstate', 'surrender', 'reduced_paid_up', 'extended_term')
  ) AS events
  WHERE kind <> 'reinstate'
),
candidates AS (
  SELECT
    CASE WHEN i.grace_end_on <= b.cut_on THEN 'trained' ELSE 'held_out' END AS part,
    l.timing,
    CAST(i.due_on + l.day AS DATE) AS at_on,
    CASE WHEN i.grace_end_on <= b.cut_on THEN b.cut_on ELSE b.as_of END AS known_on,
    i.*
  FROM facts.item_states AS i
  INNER JOIN risk_sampled AS q ON q.policy_key = i.policy_key
  CROSS JOIN bounds AS b
  CROSS JOIN landmarks AS l
  WHERE i.due_no >= 2 AND i.grace_end_on > b.first_on AND i.grace_end_on <= b.as_of AND i.due_on + l.day < i.grace_end_on
  UNION ALL
  SELECT
    'open',
    CASE
      WHEN b.as_of < i.due_on THEN 'before'
      WHEN b.as_of < i.due_on + 10 THEN 'days_0'
      WHEN b.as_of < i.due_on + 30 THEN 'days_10'
      WHEN b.as_of < i.due_on + 45 THEN 'days_30'
      ELSE 'days_45'
    END,
    b.as_of,
    b.as_of,
    i.*
  FROM facts.item_states AS i
  CROSS JOIN bounds AS b
  WHERE i.due_no >= 2 AND i.grace_end_on > b.as_of AND i.due_on <= LAST_DAY(CAST(b.as_of + INTERVAL '3' MONTH AS DATE))
)
SELECT
  c.part,
  c.timing,
  c.at_on,
  c.item_key,
  c.policy_key,
  p.customer_key,
  c.slice_key,
  c.first_owner_key,
  c.due_no,
  c.due_on,
  c.grace_end_on,
  c.amount_due,
  COALESCE((c.due_no - 1) // p.payments_per_year, DATE_DIFF('year', p.issued_on, c.due_on)) + 1 AS policy_year,
  NOT COALESCE(c.settled_on <= LEAST(c.known_on, c.grace_end_on), FALSE)
    AND NOT COALESCE(k.from_on <= c.grace_end_on, FALSE) AS is_lost
FROM candidates AS c
INNER JOIN facts.policies AS p ON p.policy_key = c.policy_key
LEFT JOIN facts.exemptions AS x ON x.item_key = c.item_key AND x.exempt_on <= c.known_on
LEFT JOIN ended AS e ON e.policy_key = c.policy_key AND e.from_on <= c.at_on AND c.at_on < e.to_on
LEFT JOIN facts.repeated_spans AS s ON s.item_key = c.item_key AND s.from_on <= c.at_on AND c.at_on < s.to_on
LEFT JOIN facts.repeated_spans AS k ON k.item_key = c.item_key AND k.from_on <= c.known_on AND c.known_on < k.to_on
WHERE x.item_key IS NULL
  AND e.policy_key IS NULL
  AND s.item_key IS NULL
  AND COALESCE(c.settled_on > c.at_on, TRUE)
