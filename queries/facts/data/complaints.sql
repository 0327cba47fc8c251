-- Complaints with numbers for keys.
CREATE OR REPLACE TABLE facts.complaints AS
SELECT c.complaint_id, s.specialist_key, c.received_on
FROM complaints AS c
INNER JOIN facts.specialists AS s ON s.specialist_id = c.specialist_id
