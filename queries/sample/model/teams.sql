-- Teams with what they add to the chance that an item is paid (on the logit scale, as all effects of this model): a little for
-- the branch and for the team. The first branches are chosen so that a small book already spans three regions.
CREATE TABLE sample_teams AS
WITH cities AS (
    SELECT unnest(generate_series(1, 50)) AS branch_no, unnest([
        '杭州', '广州', '成都', '南京', '武汉', '苏州', '深圳', '重庆', '合肥', '长沙',
        '济南', '佛山', '西安', '宁波', '郑州', '青岛', '东莞', '昆明', '无锡', '南昌',
        '福州', '南宁', '贵阳', '温州', '洛阳', '厦门', '海口', '兰州', '常州', '襄阳',
        '烟台', '珠海', '绵阳', '嘉兴', '宜昌', '徐州', '惠州', '遵义', '芜湖', '株洲',
        '泉州', '中山', '宝鸡', '绍兴', '赣州', '潍坊', '桂林', '曲靖', '南通', '新乡'
    ]) AS city
),
teams AS (
    SELECT
        n.team_no,
        (n.team_no - 1) % s.branches + 1 AS branch_no,
        (n.team_no - 1) // s.branches + 1 AS team_in_branch,
        hash(xor(xor(s.seed_key, hash('team')), CAST(n.team_no AS UBIGINT))) AS team_key,
        hash(xor(xor(s.seed_key, hash('branch')), CAST((n.team_no - 1) % s.branches + 1 AS UBIGINT))) AS branch_key
    FROM sample_settings AS s, generate_series(1, s.teams) AS n(team_no)
)
SELECT
    CAST(t.team_no AS INTEGER) AS team_no,
    CAST(t.branch_no AS INTEGER) AS branch_no,
    printf('T%02d%02d', t.branch_no, t.team_in_branch) AS team_id,
    c.city || '续期' || ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '十一', '十二', '十三', '十四', '十五',
        '十六'][CAST((t.team_in_branch - 1) % 16 + 1 AS INTEGER)]
        || '部' || CASE WHEN t.team_in_branch > 16 THEN CAST((t.team_in_branch - 1) // 16 AS VARCHAR) ELSE '' END AS team_name,
    printf('B%02d', t.branch_no) AS branch_id,
    c.city || '分公司' AS branch_name,
    ['华东', '华南', '西部', '华东', '华中'][CAST((t.branch_no - 1) % 5 + 1 AS INTEGER)] AS region,
    0.07 * sample_z('team effect', t.team_key) + 0.07 * sample_z('branch effect', t.branch_key) AS effect
FROM teams AS t
JOIN cities AS c USING (branch_no);
