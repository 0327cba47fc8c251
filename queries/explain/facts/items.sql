-- Every due item with its owner on the reference day, and why no metric on renewal items can count it, if so.
CREATE OR REPLACE TEMP VIEW explain_items AS
SELECT
  o.period_no,
  o.specialist_key,
  o.slice_key,
  o.due_no,
  o.stage,
  o.item_key,
  o.policy_key,
  o.due_on,
  o.grace_end_on,
  s.from_on AS settled_on,
  CASE WHEN o.due_no < 2 THEN 'first_premium' WHEN x.item_key IS NOT NULL THEN 'exempt' END AS reason,
  CASE WHEN o.due_no >= 2 THEN x.exempt_on END AS reason_on,
  CASE WHEN o.due_no >= 2 THEN x.kind END AS reason_of
FROM run_owners AS o
LEFT JOIN explain_exemptions AS x ON x.item_key = o.item_key AND x.exempt_on <= o.as_of
LEFT JOIN facts.settled_spans AS s ON s.item_key = o.item_key AND s.from_on <= o.as_of AND o.as_of < s.to_on
