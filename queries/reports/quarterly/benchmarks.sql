-- zh: 标杆对比
-- en: Against benchmarks
-- note_zh: 与行业、各同业、区域、公司及内部最好与上四分位单位对比（公司比分公司，其余比同级单位）；还差件数为达到该水平尚缺的件数。
--    保费口径与件数口径不混比，低样本单位不计。
-- note_en: Against industry, each peer, region, the company, and the best and upper quartile of units (of the company: its
--    branches; else units of the same level). Items missing is what it takes to get there. Premium is never held against items;
--    low samples are left out.
-- kind: table
-- show: folded
-- when_empty: leave_out
-- metrics: collection_completion_rate_count, collection_completion_rate, renewal_rate, renewal_rate_premium,
--    grace_end_rate_count, persistency_13_premium, persistency_13_count
-- columns: metric, own, kind, name, value, gap, missing
-- formats: metric, share, word:benchmark, text, share, change:own:value, some
-- columns_zh: 指标, 本单位, 标杆, 名称, 标杆值, 差距, 还差件数
-- columns_en: Metric, Own, Benchmark, Name, Benchmark value, Gap, Items missing
SELECT scope_no, metric, own, 1 AS own_of, kind, name, value, 1 AS value_of, missing
FROM report_benchmarks
ORDER BY scope_no, metric_place, place, name
