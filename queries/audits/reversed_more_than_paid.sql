-- severity: error
-- zh: 冲正多于已缴
-- en: More reversed than was paid
-- hint_zh: 检查这些应收的缴费流水，冲正不应早于、多于所冲的缴费
-- hint_en: look at the payments of these items: a reversal is neither before nor above what it reverses
SELECT i.due_id, s.from_on, s.net_paid
FROM facts.paid_steps AS s
INNER JOIN facts.items AS i ON i.item_key = s.item_key
WHERE s.net_paid < 0
ORDER BY i.due_id, s.from_on
