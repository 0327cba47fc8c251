-- The complaints of the period up to the as-of day; a complaint has no due item, so no slice.
CREATE OR REPLACE TEMP TABLE run_complaints AS
SELECT d.period_no, c.specialist_key, c.complaint_id
FROM facts.complaints AS c
INNER JOIN run_days AS d ON d.day_on = c.received_on
