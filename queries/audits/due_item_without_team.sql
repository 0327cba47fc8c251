-- severity: warning
-- zh: 应缴日责任人没有团队的应收
-- en: Due items whose owner has no team on the due day
-- hint_zh: 补载人员归属文件；在此之前这些应收列在 unassigned 下
-- hint_en: load the missing assignments: until then such items stand under `unassigned`
SELECT i.due_id, i.due_on, s.specialist_id
FROM facts.items AS i
LEFT JOIN facts.later_owners AS w ON w.item_key = i.item_key AND w.from_on <= i.due_on AND i.due_on < w.to_on
INNER JOIN facts.specialists AS s ON s.specialist_key = COALESCE(w.specialist_key, i.first_owner_key)
LEFT JOIN assignments AS a
  ON a.specialist_id = s.specialist_id AND a.valid_from <= i.due_on
    AND i.due_on < COALESCE(a.valid_to, DATE '9999-12-31')
WHERE a.specialist_id IS NULL AND i.due_no >= 2
ORDER BY i.due_id
