-- severity: error
-- zh: 同一应收同一天有两个责任人
-- en: Due items with two owners from the same day
-- hint_zh: 更正应收调配文件，每件每天只留一人
-- hint_en: correct the file of ownership changes: one specialist per item and day
SELECT due_id, from_on, MIN(specialist_id) AS specialist_id, MAX(specialist_id) AS other_specialist_id
FROM ownership
GROUP BY due_id, from_on
HAVING COUNT(*) > 1
ORDER BY due_id, from_on
