-- severity: warning
-- zh: 同一人员的岗位任职重叠
-- en: People in two positions on the same day
-- hint_zh: 更正岗位任职文件：前一岗位的结束日不晚于后一岗位的起始日；在此之前以后开始的岗位为准
-- hint_en: correct the positions: one ends before or on the day the next begins; until then the later one counts
WITH ordered AS (
  SELECT
    specialist_id,
    role,
    valid_from,
    valid_to,
    LEAD(role) OVER (PARTITION BY specialist_id ORDER BY valid_from) AS next_role,
    LEAD(valid_from) OVER (PARTITION BY specialist_id ORDER BY valid_from) AS next_valid_from
  FROM positions
)
SELECT specialist_id, role, valid_from, valid_to, next_role, next_valid_from
FROM ordered
WHERE next_valid_from < COALESCE(valid_to, DATE '9999-12-31')
ORDER BY specialist_id, valid_from
