-- Records of visits (亲访 4+1): five of six visits have one. Who refuses or puts off says why, and is mostly told more; one visit in
-- nine is accompanied by a colleague of the team. Good service promises more and keeps it.
-- order: activity_id
CREATE TABLE visits AS
WITH paid_visits AS (
    SELECT
        a.*,
        CAST(a.occurred_at AS DATE) AS on_day,
        hash(xor(hash(a.activity_id), s.seed_key)) AS doing_key,
        o.service,
        r.stable,
        s.until_on
    FROM activities AS a
    JOIN sample_specialists AS o USING (specialist_id)
    JOIN sample_rosters AS r USING (team_no)
    CROSS JOIN sample_settings AS s
    WHERE a.kind = 'visit'
),
written AS (
    SELECT
        *,
        outcome IN ('connected', 'promised', 'refused', 'paid') AS is_met,
        sample_u('promises service', doing_key) < 0.30 + 0.08 * service AS promises,
        sample_int(2, 14, sample_u('service days', doing_key)) AS service_days,
        sample_int(-6, 8, sample_u('kept', doing_key)) - CAST(round(3 * service) AS INTEGER) AS delay,
        printf('S%05d', sample_pick(stable, sample_u('companion', doing_key))) AS companion
    FROM paid_visits
    WHERE sample_u('record', doing_key) < 0.83
)
SELECT
    activity_id,
    sample_u('prepared', doing_key) < 0.80 + 0.05 * service AS prepared,
    CASE WHEN is_met THEN sample_u('explained', doing_key) < 0.9 END AS explained,
    CASE outcome WHEN 'paid' THEN 'paid' WHEN 'refused' THEN 'refused' WHEN 'promised' THEN 'postponed' END AS closed,
    CASE WHEN outcome IN ('refused', 'promised') THEN sample_u('guided', doing_key) < 0.7 + 0.1 * service END AS guided,
    CASE WHEN is_met THEN sample_u('followed up', doing_key) < 0.4 + 0.1 * service END AS followed_up,
    CASE outcome
        WHEN 'paid' THEN 'willing'
        WHEN 'promised' THEN CASE WHEN sample_u('willing', doing_key) < 0.7 THEN 'willing' ELSE 'hesitating' END
        WHEN 'refused' THEN CASE WHEN sample_u('willing', doing_key) < 0.6 THEN 'unwilling' ELSE 'hesitating' END
    END AS willing,
    objection_code AS cause_code,
    CASE WHEN is_met AND promises
        THEN sample_pick(['送达红利通知书', '更新联系方式', '办理扣款账户变更', '保单检视', '代办贷款咨询'], sample_u('service text', doing_key)) END
        AS promised_service,
    CASE WHEN is_met AND promises THEN on_day + service_days END AS promised_by,
    CASE WHEN is_met AND promises AND sample_u('kept at all', doing_key) < 0.9
        AND greatest(on_day, on_day + service_days + delay) <= until_on
        THEN greatest(on_day, on_day + service_days + delay) END AS kept_on,
    CASE WHEN sample_u('accompanied', doing_key) < 0.11 AND companion <> specialist_id THEN companion END AS accompanied_by
FROM written;
