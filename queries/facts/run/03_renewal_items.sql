-- Renewal items as of t: every due item from the second payment on that is not exempt, with its settled-on.
CREATE OR REPLACE TEMP VIEW run_renewal_items AS
SELECT o.*, s.from_on AS settled_on
FROM run_owners AS o
LEFT JOIN facts.exemptions AS x ON x.item_key = o.item_key AND x.exempt_on <= o.as_of
LEFT JOIN facts.settled_spans AS s
  ON s.item_key = o.item_key AND s.from_on <= o.as_of AND o.as_of < s.to_on
WHERE o.due_no >= 2 AND x.item_key IS NULL
