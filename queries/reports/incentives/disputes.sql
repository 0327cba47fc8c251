-- zh: 未结申诉
-- en: Open disputes
-- empty_zh: 本期及以前没有未结的申诉。
-- empty_en: No dispute of this period or an earlier one is open.
-- kind: table
-- columns: dispute_id, specialist_id, period, kind, claimed_amount, justification, status
-- formats: id, id, text, word:dispute, money, prose, word:dispute_state
-- columns_zh: 申诉, 专员, 期间, 事由, 要求, 理由, 状态
-- columns_en: Dispute, Specialist, Period, Kind, Claimed, Justification, State
-- Disputes of the period and those before that are open on the newest known day, or the one that is asked for.
SELECT s.scope_no, d.dispute_id, d.specialist_id, d.period, d.kind, d.claimed_amount, d.justification, d.status
FROM main.disputes AS d
INNER JOIN report_pay_runs AS r ON d.period <= r.period AND r.first_on >= $first_on
CROSS JOIN report_scopes AS s
WHERE d.opened_on <= $known_on AND (d.closed_on IS NULL OR d.closed_on > $known_on)
ORDER BY s.scope_no, d.opened_on, d.dispute_id
