-- The products on sale: typical annual premium and its spread (log-normal), years of payment, how customers keep them, how
-- often each channel sells them (agency, bancassurance, broker, online, group). A product with a successor_of is new since
-- January of the previous year; until then its predecessor was sold. Names are made up.
CREATE TABLE sample_products AS
SELECT *
FROM (VALUES
    ('WL01', '青禾传家终身寿险（分红型）', '终身寿险', true, 12000.0, 0.75, [5, 10, 20], 0.05, [12, 8, 8, 0, 2], NULL),
    ('WL02', '青禾增盈终身寿险', '终身寿险', false, 20000.0, 0.85, [3, 5, 10], 0.10, [8, 26, 18, 2, 4], NULL),
    ('AN01', '青禾岁盈年金保险（分红型）', '年金', true, 15000.0, 0.80, [3, 5, 10], -0.05, [11, 24, 8, 2, 4], NULL),
    ('AN02', '青禾悦享养老年金保险', '年金', false, 18000.0, 0.80, [5, 10, 20], 0.00, [6, 10, 10, 6, 8], 'AN01'),
    ('EN01', '青禾满福两全保险（分红型）', '两全', true, 9000.0, 0.70, [5, 10], -0.20, [6, 24, 2, 0, 6], NULL),
    ('EN02', '青禾安返两全保险', '两全', false, 4200.0, 0.55, [10, 20], -0.10, [10, 4, 4, 4, 10], NULL),
    ('HI01', '青禾守护长期医疗保险', '健康险', false, 1180.0, 0.35, [20], -0.15, [12, 1, 14, 34, 30], NULL),
    ('HI02', '青禾康宁护理保险', '健康险', false, 3600.0, 0.45, [10, 20], 0.00, [5, 2, 8, 4, 6], NULL),
    ('CI01', '青禾康佑重大疾病保险', '重疾险', false, 5800.0, 0.45, [10, 15, 20, 20], 0.15, [20, 2, 18, 14, 8], NULL),
    ('CI02', '青禾少儿重大疾病保险', '重疾险', false, 2600.0, 0.40, [10, 20], 0.25, [7, 0, 8, 18, 0], NULL),
    ('AC01', '青禾平安行长期意外保险', '意外险', false, 820.0, 0.40, [10, 20], -0.25, [6, 2, 4, 18, 24], NULL)
) AS p(product_code, product_name, product_line, participating, premium, spread, payment_years, effect, sold, successor_of);
