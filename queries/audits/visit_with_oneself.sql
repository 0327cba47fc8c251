-- severity: warning
-- zh: 陪访人为本人，或服务兑现早于亲访的亲访记录
-- en: Visits accompanied by oneself, or with a service kept before the visit
-- hint_zh: 核对陪访人与服务兑现日；本人陪访不算陪访
-- hint_en: check who came along and when the service was kept; oneself is no company
SELECT v.activity_id, a.specialist_id, v.accompanied_by, a.occurred_at, v.kept_on
FROM visits AS v
INNER JOIN activities AS a ON a.activity_id = v.activity_id
WHERE v.accompanied_by = a.specialist_id OR v.kept_on < CAST(a.occurred_at AS DATE)
ORDER BY v.activity_id
