-- The numbers of a person's disputes of a period.
SELECT dispute_id AS id FROM disputes WHERE specialist_id = $specialist_id AND period = $period
