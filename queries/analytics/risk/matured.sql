-- The items whose grace ended in the last three months, which the model was not fitted to, with the score and class they had 15 days
-- before their due day; those settled by then have none.
CREATE OR REPLACE TEMP TABLE risk_matured AS
SELECT k.item_key, s.score, s.class
FROM risk_scored AS k
INNER JOIN risk_scores AS s ON s.pattern_no = k.pattern_no
WHERE NOT k.is_open
