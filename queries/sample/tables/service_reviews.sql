-- Reviews of service in the window: one for an item that is still unpaid 30 days into grace, one two weeks after a lapse that was
-- not made good by then. The diligent return them sooner; supervisors mostly grade within three days.
-- order: issued_on, review_id
CREATE TABLE service_reviews AS
WITH issued AS (
    SELECT
        i.*,
        'grace' AS form,
        i.due_on + 30 AS issued_on
    FROM sample_items AS i
    WHERE i.due_no > 1 AND i.outcome <> 'exempt' AND coalesce(least(i.paid_on, i.closed_on), DATE '9999-12-31') > i.due_on + 30
    UNION ALL
    SELECT i.*, 'reinstate', e.event_on + 14
    FROM sample_items AS i
    JOIN due_items AS d USING (due_id)
    JOIN policy_events AS e USING (policy_id)
    WHERE e.kind = 'lapse' AND i.due_no > 1 AND e.event_on BETWEEN i.due_on + 30 AND i.due_on + 92
        AND coalesce(i.paid_on, DATE '9999-12-31') > e.event_on + 14
),
owned AS (
    SELECT
        i.*,
        hash(xor(hash(i.form), i.item_key)) AS review_key,
        o.specialist_id,
        o.diligence,
        t.team_id,
        s.until_on
    FROM issued AS i
    JOIN sample_specialists AS o ON o.specialist_no = CASE WHEN i.next_from <= i.issued_on THEN i.next_no ELSE i.owner_no END
    JOIN sample_teams AS t USING (team_no)
    CROSS JOIN sample_settings AS s
    WHERE i.issued_on BETWEEN s.window_from AND s.until_on
),
timed AS (
    SELECT
        *,
        CASE WHEN sample_u('returns', review_key) < 0.70 + 0.18 * diligence
            THEN issued_on + CAST(floor(11 * pow(sample_u('return day', review_key), 0.6 + diligence)) AS INTEGER) END AS returned_on,
        CASE WHEN sample_u('graded', review_key) < 0.9 THEN sample_int(0, 5, sample_u('grade day', review_key)) END AS grade_days
    FROM owned
),
known AS (
    SELECT
        * REPLACE (CASE WHEN returned_on <= until_on THEN returned_on END AS returned_on),
        CASE WHEN returned_on + grade_days <= until_on THEN returned_on + grade_days END AS reviewed_on
    FROM timed
)
SELECT
    printf('R%s%08d%03d', CASE form WHEN 'grace' THEN 'G' ELSE 'F' END, policy_no, due_no) AS review_id,
    form,
    due_id,
    specialist_id,
    issued_on,
    returned_on,
    CASE WHEN returned_on IS NOT NULL AND sample_u('cause', review_key) < 0.92 THEN sample_reason(channel, item_key) END AS cause_code,
    CASE WHEN returned_on IS NOT NULL THEN
        sample_pick(['willing', 'hesitating', 'hesitating', 'unwilling'], sample_u('wish', review_key)) END AS willing,
    CASE WHEN returned_on IS NOT NULL THEN
        sample_pick(['资金周转困难', '对收益不满意', '联系不上', '家人不同意', '已在别处投保'], sample_u('obstacle', review_key)) END AS obstacle,
    CASE WHEN returned_on IS NOT NULL THEN
        sample_pick(['再次上门', '月底前电话跟进', '协助办理保单贷款', '请主管陪访'], sample_u('measure', review_key)) END AS measure,
    CASE WHEN reviewed_on IS NOT NULL THEN 'M' || team_id END AS supervisor_id,
    CASE WHEN reviewed_on IS NOT NULL THEN sample_pick(['优', '良', '良', '中', '差'], sample_u('grade', review_key)) END AS grade,
    CASE WHEN reviewed_on IS NOT NULL AND sample_u('comment', review_key) < 0.3 THEN
        sample_pick(['跟进及时', '原因再问深一层', '下次带上现金价值表', '尽快安排陪访'], sample_u('comment text', review_key)) END AS comment,
    reviewed_on
FROM known;
