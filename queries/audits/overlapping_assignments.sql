-- severity: error
-- zh: 同一专员的团队归属重叠
-- en: Specialists in two teams on the same day
-- hint_zh: 更正归属文件：前一段的截止日（不含）不晚于后一段的起始日
-- hint_en: correct the assignments: an interval ends (exclusive) before or when the next begins
WITH ordered AS (
  SELECT
    specialist_id,
    team_id,
    valid_from,
    valid_to,
    LEAD(team_id) OVER (PARTITION BY specialist_id ORDER BY valid_from, team_id) AS next_team_id,
    LEAD(valid_from) OVER (PARTITION BY specialist_id ORDER BY valid_from, team_id) AS next_valid_from
  FROM assignments
)
SELECT specialist_id, team_id, valid_from, valid_to, next_team_id, next_valid_from
FROM ordered
WHERE next_valid_from < COALESCE(valid_to, DATE '9999-12-31')
ORDER BY specialist_id, valid_from, team_id
