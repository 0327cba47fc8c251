-- severity: warning
-- zh: 表单与核心系统都有的活动
-- en: Activities that came on a form and from the core system
-- hint_zh: 以核心系统的为准，表单所填的亲访记录与计划随之；不必改动
-- hint_en: that of the core system counts, with what the form says of the visit and the plan; nothing need be done
SELECT w.activity_id, w.stands_for
FROM facts.form_twins AS w
ORDER BY w.activity_id
