-- No due item was another one before.
CREATE OR REPLACE TEMP TABLE items_before AS
SELECT * FROM facts.items WHERE FALSE
