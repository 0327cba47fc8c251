-- Rows that are no data: after which share of the rows they stand and what they say. `*` is the first key of the row before.
-- Totals are true: the sums of the money columns so far.
CREATE TABLE messy_noise AS
SELECT *
FROM (VALUES
    (1, 0.00, 'banner', '***以下是系统导出数据***'),
    (2, 0.13, 'banner', '***处理*出错：接口超时，请核实***'),
    (3, 0.31, 'blank', NULL),
    (4, 0.50, 'total', '小  计'),
    (5, 0.50, 'blank', NULL),
    (6, 0.50, 'header', NULL),
    (7, 0.74, 'banner', '＊＊＊处理*出错＊＊＊'),
    (8, 0.86, 'header', NULL),
    (9, 1.00, 'total', '合  计 '),
    (10, 1.00, 'blank', NULL),
    (11, 1.00, 'banner', '***以上是系统导出数据***')
) AS noise(noise_no, share, what, said)
