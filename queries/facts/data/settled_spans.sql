-- When each item was settled: the longest runs of days, from `from_on` up to and without `to_on`, at whose ends the net
-- paid reached the amount due. Settled-on as of t is the start of the span that contains t.
CREATE OR REPLACE VIEW facts.settled_spans AS
SELECT item_key, settled_on AS from_on, DATE '9999-12-31' AS to_on
FROM facts.item_states
WHERE settled_on IS NOT NULL
UNION ALL
SELECT item_key, from_on, to_on
FROM facts.repeated_spans
