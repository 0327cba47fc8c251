-- Policy events with the policy's number.
CREATE OR REPLACE TABLE facts.policy_events AS
SELECT p.policy_key, e.kind, e.event_on
FROM policy_events AS e
INNER JOIN facts.policies AS p ON p.policy_id = e.policy_id
