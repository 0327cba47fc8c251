-- The complaints of the period up to the as-of day; a complaint has no due item, so no slice.
CREATE OR REPLACE TEMP TABLE run_complaints AS
SELECT r.period_no, s.specialist_key, c.complaint_id
FROM run_periods AS r
INNER JOIN complaints AS c ON c.received_on BETWEEN r.first_on AND r.reference_on
INNER JOIN facts.specialists AS s ON s.specialist_id = c.specialist_id
