-- Policy events up to the last day, read off the fates. Codes are those of the objections (sample_reason) where a customer
-- decided; other kinds have their own. A policy that ended from outside has no lapse or surrender after that.
-- order: policy_id, event_on, kind
CREATE TABLE policy_events AS
WITH fates AS (
    SELECT f.*, p.policy_id, p.policy_key, p.channel, s.until_on
    FROM sample_fates AS f
    JOIN sample_policies AS p USING (policy_no)
    CROSS JOIN sample_settings AS s
),
broken AS (
    SELECT i.policy_no, i.due_on, i.item_key
    FROM sample_items AS i
    WHERE i.outcome IN ('late', 'never')
),
events AS (
    SELECT f.policy_id, 'lapse' AS kind, f.late_due + 61 AS event_on, sample_reason(f.channel, b.item_key) AS reason_code,
        CASE WHEN sample_u('lapse note', b.item_key) < 0.12 THEN '宽限期内多次提醒未缴费' END AS note, f.end_on, f.until_on
    FROM fates AS f
    JOIN broken AS b ON b.policy_no = f.policy_no AND b.due_on = f.late_due
    UNION ALL
    SELECT f.policy_id, 'reinstate', f.late_paid,
        sample_pick(['contacted', 'contacted', 'contacted', 'protection_need', 'protection_need', 'customer_request',
            'account_restored'], sample_u('reinstate', f.policy_key)),
        CASE WHEN sample_u('reinstate note', f.policy_key) < 0.2 THEN '补缴欠交保费及利息，健康告知无异常' END, f.end_on, f.until_on
    FROM fates AS f
    WHERE f.late_paid IS NOT NULL
    UNION ALL
    SELECT f.policy_id, 'lapse', f.never_due + 61, sample_reason(f.channel, b.item_key),
        CASE WHEN sample_u('lapse note', b.item_key) < 0.12
            THEN sample_pick(['宽限期内多次提醒未缴费', '电话无法接通', '客户表示暂不续缴'], sample_u('lapse text', b.item_key)) END,
        f.end_on, f.until_on
    FROM fates AS f
    JOIN broken AS b ON b.policy_no = f.policy_no AND b.due_on = f.never_due
    WHERE f.never_kind IN ('lapse', 'lapse, surrender')
    UNION ALL
    SELECT f.policy_id, CASE WHEN f.never_kind = 'reduced_paid_up' THEN 'reduced_paid_up' ELSE 'surrender' END, f.never_on,
        sample_reason(f.channel, b.item_key),
        CASE WHEN sample_u('surrender note', b.item_key) < 0.2
            THEN sample_pick(['挽留未成功', '客户到柜面办理', '已说明退保损失，客户坚持'], sample_u('surrender text', b.item_key)) END,
        f.end_on, f.until_on
    FROM fates AS f
    JOIN broken AS b ON b.policy_no = f.policy_no AND b.due_on = f.never_due
    WHERE f.never_on IS NOT NULL
    UNION ALL
    SELECT f.policy_id, f.end_kind, f.end_on,
        CASE f.end_kind
            WHEN 'death_claim' THEN sample_pick(['illness', 'illness', 'accident'], sample_u('end reason', f.policy_key))
            WHEN 'waiver' THEN sample_pick(['critical_illness', 'payer_death'], sample_u('end reason', f.policy_key))
            WHEN 'transfer_out' THEN sample_pick(['moved', 'moved', 'reorganised'], sample_u('end reason', f.policy_key))
            WHEN 'rescission' THEN 'nondisclosure'
            ELSE sample_pick(['changed_mind', 'product_mismatch', 'family_objection'], sample_u('end reason', f.policy_key))
        END,
        NULL, f.end_on, f.until_on
    FROM fates AS f
    WHERE f.end_kind IS NOT NULL
    UNION ALL
    -- Paid up: the last instalment was paid and its year is over.
    SELECT p.policy_id, 'maturity', CAST(p.issued_on + to_years(p.payment_years) AS DATE), 'paid_up', NULL, f.end_on, s.until_on
    FROM sample_policies AS p
    CROSS JOIN sample_settings AS s
    LEFT JOIN sample_fates AS f USING (policy_no)
    WHERE p.issued_on + to_years(p.payment_years) >= s.history_from
        AND (f.never_due IS NULL OR f.never_due + 60 > s.until_on)
        AND f.end_on IS NULL
)
SELECT policy_id, kind, event_on, reason_code, note
FROM events
WHERE event_on <= until_on AND (end_on IS NULL OR event_on <= end_on);
