-- The numbers of a person's adjustments of a period.
SELECT adjustment_id AS id FROM adjustments WHERE specialist_id = $specialist_id AND period = $period
