-- severity: warning
-- zh: 责任人已离职的在办应收
-- en: Items in service whose owner has left
-- hint_zh: 用应收调配文件改派责任人
-- hint_en: give them to others by a file of ownership changes
SELECT d.due_id, i.due_on, p.specialist_id, p.left_on
FROM run_items AS i
INNER JOIN run_periods AS r ON r.period_no = i.period_no
INNER JOIN facts.items AS d ON d.item_key = i.item_key
INNER JOIN facts.specialists AS s ON s.specialist_key = i.specialist_key
INNER JOIN specialists AS p ON p.specialist_id = s.specialist_id
WHERE i.is_in_service AND i.settled_on IS NULL AND p.left_on <= r.reference_on
ORDER BY d.due_id
