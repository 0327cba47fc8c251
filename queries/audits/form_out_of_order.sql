-- severity: warning
-- zh: 回收早于发出、评定早于回收或由本人评定的服务评鉴表
-- en: Reviews of service back before they went out, graded before they were back, or graded by oneself
-- hint_zh: 核对发出、回收、评鉴日期与主管工号
-- hint_en: compare the days, and the supervisor with the specialist
SELECT review_id, specialist_id, issued_on, returned_on, reviewed_on, supervisor_id
FROM service_reviews
WHERE returned_on < issued_on OR reviewed_on < COALESCE(returned_on, issued_on) OR supervisor_id = specialist_id
ORDER BY review_id
