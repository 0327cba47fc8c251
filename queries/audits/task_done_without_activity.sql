-- severity: warning
-- zh: 状态为完成而当日没有相应活动的计划
-- en: Tasks said to be done without an activity on their day
-- hint_zh: 补录活动，或更正计划状态；计划完成率只看活动
-- hint_en: add the activity or correct the state; only activities count for plans done
SELECT t.task_id, t.on_day, t.specialist_id, t.due_id, t.customer_id
FROM tasks AS t
LEFT JOIN activities AS a
  ON a.specialist_id = t.specialist_id AND CAST(a.occurred_at AS DATE) = t.on_day
    AND (a.activity_id = t.activity_id OR a.due_id = t.due_id OR t.due_id IS NULL AND a.customer_id = t.customer_id)
WHERE t.state = 'done' AND a.activity_id IS NULL
ORDER BY t.task_id
