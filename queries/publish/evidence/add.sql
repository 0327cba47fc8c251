-- Adds the rows of the metric that was explained last, in the words of `queries/explain/rows.sql.j2`.
INSERT INTO publish_evidence
SELECT
  n.metric,
  $period,
  n.record,
  n.record_key,
  CASE n.record WHEN 'policy' THEN p.policy_id WHEN 'due_item' THEN i.due_id ELSE n.record_key END,
  o.specialist_id,
  o.team_id,
  o.branch_id,
  p.policy_id,
  i.due_id,
  i.due_no,
  i.due_on,
  i.grace_end_on,
  i.amount_due,
  CASE WHEN i.item_key IS NOT NULL THEN COALESCE(paid.net_paid, 0) END,
  settled.from_on,
  COALESCE(x.happened_on, n.happened_on),
  x.amount,
  COALESCE(x.what, n.what),
  n.numerator,
  n.denominator,
  n.reason,
  n.reason_on,
  n.reason_of
FROM explain_candidates AS n
INNER JOIN run_periods AS r ON r.period_no = n.period_no
INNER JOIN run_specialists AS o ON o.period_no = n.period_no AND o.specialist_key = n.specialist_key
LEFT JOIN facts.items AS i ON i.item_key = n.item_key
LEFT JOIN facts.policies AS p ON p.policy_key = COALESCE(n.policy_key, i.policy_key)
LEFT JOIN facts.paid_steps AS paid
  ON paid.item_key = n.item_key AND paid.from_on <= r.as_of AND r.as_of < paid.to_on
LEFT JOIN facts.settled_spans AS settled
  ON settled.item_key = n.item_key AND settled.from_on <= r.as_of AND r.as_of < settled.to_on
LEFT JOIN explain_records AS x ON x.record = n.record AND x.record_id = n.record_key
