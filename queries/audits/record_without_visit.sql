-- severity: warning
-- zh: 所记活动不是亲访的亲访记录
-- en: Records of visits whose activity is none
-- hint_zh: 核对活动方式；此类记录不计入陪访率
-- hint_en: check the kind of the activity; such a record is not in the accompany rate
SELECT v.activity_id, a.specialist_id, a.occurred_at, a.kind
FROM visits AS v
INNER JOIN activities AS a ON a.activity_id = v.activity_id
WHERE a.kind <> 'visit'
ORDER BY v.activity_id
