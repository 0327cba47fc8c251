-- Help among colleagues of a team in the window: half a case per person and month, stars help more often; most about an item the
-- helped person owned that month. Nobody helps before hire, after leaving or alone.
-- order: collaboration_id
CREATE TABLE collaborations AS
WITH months AS (
    SELECT
        p.*,
        m.month_no,
        hash(xor(hash(m.month_no), p.specialist_key)) AS help_key,
        CAST(s.window_from + to_months(CAST(m.month_no AS INTEGER)) AS DATE)
            + sample_int(0, 27, sample_u('help day', hash(xor(hash(m.month_no), p.specialist_key)))) AS occurred_on
    FROM sample_specialists AS p
    CROSS JOIN sample_settings AS s
    CROSS JOIN generate_series(0, s.months - 1) AS m(month_no)
),
helpers AS (
    SELECT m.*, sample_pick(list_filter(r.stable, lambda n: n <> m.specialist_no), sample_u('whom', m.help_key)) AS helped_no
    FROM months AS m
    JOIN sample_rosters AS r USING (team_no)
    WHERE m.occurred_on BETWEEN m.hired_on AND coalesce(m.left_on, m.occurred_on)
        AND sample_u('helps', m.help_key)
            < CASE m.role WHEN 'star' THEN 0.9 WHEN 'newcomer' THEN 0.15 WHEN 'struggling' THEN 0.2 ELSE 0.5 END
),
candidates AS (
    SELECT owner_no, CAST(date_trunc('month', due_on) AS DATE) AS due_month, arg_min(due_id, item_key, 4) AS due_ids
    FROM sample_items
    CROSS JOIN sample_settings AS s
    WHERE due_no > 1 AND next_no IS NULL AND due_on BETWEEN s.window_from AND s.until_on
    GROUP BY owner_no, due_month
)
SELECT
    printf('K%05d%03d', h.specialist_no, h.month_no) AS collaboration_id,
    h.specialist_id AS helper_id,
    o.specialist_id AS helped_id,
    h.occurred_on,
    sample_pick([1, 1, 2, 2, 2, 3, 3, 5], sample_u('points', h.help_key)) AS points,
    sample_u('approved', h.help_key) < 0.92 AS approved,
    CASE WHEN sample_u('about', h.help_key) < 0.7 THEN sample_pick(c.due_ids, sample_u('item', h.help_key)) END AS due_id,
    sample_pick(['陪同面访', '协助更新扣款账户', '方言沟通协助', '分享话术', '协助办理复效', '代为上门送达'], sample_u('help note', h.help_key)) AS note
FROM helpers AS h
JOIN sample_specialists AS o ON o.specialist_no = h.helped_no
LEFT JOIN candidates AS c ON c.owner_no = h.helped_no AND c.due_month = date_trunc('month', h.occurred_on);
