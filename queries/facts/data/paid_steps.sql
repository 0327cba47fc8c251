-- Net paid of every item as a step function: from `from_on` up to and without `to_on` it is `net_paid`. Before its first
-- step it is 0. N(d, x) is the step that contains x.
CREATE OR REPLACE VIEW facts.paid_steps AS
SELECT item_key, paid_on AS from_on, DATE '9999-12-31' AS to_on, paid AS net_paid
FROM facts.item_states
WHERE paid_on IS NOT NULL
UNION ALL
SELECT item_key, from_on, to_on, net_paid
FROM facts.repeated_steps
