-- Policies. Sellers: about one per 60 policies and channel and branch; nobody sells online.
-- order: policy_id
CREATE TABLE policies AS
SELECT
    p.policy_id,
    printf('C%08d', p.customer_no) AS customer_id,
    p.product_code,
    p.product_name,
    p.product_line,
    p.channel,
    p.issued_on,
    CASE p.per_year WHEN 12 THEN 'monthly' WHEN 4 THEN 'quarterly' WHEN 2 THEN 'semiannual' ELSE 'annual' END AS premium_mode,
    CAST(p.amount_due * p.per_year AS DECIMAL(18, 2)) AS annual_premium,
    p.payment_years,
    CASE WHEN p.channel <> 'online' THEN
        CASE p.channel WHEN 'agency' THEN 'A' WHEN 'bancassurance' THEN 'Y' WHEN 'broker' THEN 'J' ELSE 'T' END
        || printf('%02d%04d', p.branch_no, sample_int(1, greatest(1, CAST(s.policies // (60 * s.branches) AS INTEGER)),
            sample_u('seller', p.policy_key)))
    END AS seller_id
FROM sample_policies AS p
CROSS JOIN sample_settings AS s;
