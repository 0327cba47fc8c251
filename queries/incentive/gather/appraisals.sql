-- Scores that were given by hand for periods that lie in the year up to the period's last day. A score is of its period, whenever
-- it was given.
SELECT a.appraisal_id, a.specialist_id, a.period, a.item, a.score, a.scored_by
FROM appraisals AS a
WHERE SUBSTR(a.period, 1, 4) = SUBSTR($period, 1, 4)
ORDER BY a.specialist_id, a.appraisal_id
