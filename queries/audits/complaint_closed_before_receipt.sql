-- severity: warning
-- zh: 受理之前已结案的投诉
-- en: Complaints closed before they were received
-- hint_zh: 核对受理日期与结案日期；此类使结案天数为负
-- hint_en: compare the two days; such a complaint took less than no days
SELECT complaint_id, specialist_id, received_on, closed_on
FROM complaints
WHERE closed_on < received_on
ORDER BY complaint_id
