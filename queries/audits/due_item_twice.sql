-- severity: error
-- zh: 应收号重复
-- en: Due items that stand twice
-- hint_zh: 用 `duebook ingest --replace` 重新载入应收清单
-- hint_en: load the due list again with `duebook ingest --replace`
SELECT due_id, COUNT(*) AS times
FROM due_items
GROUP BY due_id
HAVING COUNT(*) > 1
ORDER BY due_id
