-- id: plan_done_rate
-- zh: 计划完成率
-- en: Plans done
-- unit: ratio
-- direction: higher
-- basis: count
-- needs: tasks, activities
-- definition_zh: 期内计划的任务中，本人当日对同一应收件有活动的任务数 ÷ 任务数；任务未关联应收的看同一客户，两者都没有的
--    看所填活动号。改期与取消的任务也算在内
-- definition_en: Tasks planned for a day of the period with an activity of the same person on that day about the same
--    due item, over all of them; where a task names no due item about the same customer, where it names neither the
--    activity it names. Tasks moved or dropped count too
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: tasks_planned
-- What a task asks for is looked for by equality, by each of the three ways apart.
WITH done AS (
  SELECT t.period_no, t.task_id
  FROM run_tasks AS t
  INNER JOIN run_activities AS a
    ON a.period_no = t.period_no AND a.specialist_key = t.specialist_key AND a.occurred_on = t.on_day AND a.item_key = t.item_key
  UNION
  SELECT t.period_no, t.task_id
  FROM run_tasks AS t
  INNER JOIN run_activities AS a
    ON a.period_no = t.period_no AND a.specialist_key = t.specialist_key AND a.occurred_on = t.on_day
      AND a.customer_key = t.customer_key
  WHERE t.item_key IS NULL
  UNION
  SELECT t.period_no, t.task_id
  FROM run_tasks AS t
  INNER JOIN run_activities AS a
    ON a.period_no = t.period_no AND a.specialist_key = t.specialist_key AND a.occurred_on = t.on_day
      AND a.activity_id = t.activity_id
  WHERE t.item_key IS NULL AND t.customer_key IS NULL
)
SELECT
  t.period_no, t.specialist_key, t.slice_key, t.due_no, t.stage,
  'task' AS record, t.task_id AS record_id, t.item_key,
  CASE WHEN d.task_id IS NULL THEN 0 ELSE 1 END AS numerator,
  1 AS denominator
FROM run_tasks AS t
LEFT JOIN done AS d ON d.period_no = t.period_no AND d.task_id = t.task_id
