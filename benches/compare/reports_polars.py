"""The workbooks of the monthly review for the company, all branches and all teams, with polars and XlsxWriter: the yardstick of
benches/reports.rs.

    python reports_polars.py FOLDER 2026-06-01 2026-06-30 TARGET

FOLDER holds the CSV files of `duebook sample`. Each workbook has the sheets that hold nearly all cells of ours: overview,
scorecard, ranking within teams, and every value with its parts, target and changes in a row of its own; no charts, no heat
tables, no definitions. Twelve of the metrics of month_polars.py stand for the twelve of our scorecard. Prints the seconds
for reading, computing and writing, the number of workbooks and of cells.
"""

import os
import sys
import time
from datetime import date, timedelta

import polars as pl
import xlsxwriter

from month_polars import load, metrics

SHOWN = ["collection_completion_rate_count", "collection_completion_rate", "renewal_rate", "renewal_rate_premium",
         "grace1_rate", "current_month_rate", "grace_end_rate", "grace1_rate_count", "contact_count", "contact_coverage",
         "lapse_rate", "debit_failure_rate"]
LEVELS = ["company", "branch", "team", "specialist"]
cells = 0


def month_before(first, back):
    for _ in range(back):
        first = (first - timedelta(days=1)).replace(day=1)
    return first


def month_end(first):
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def organisation(folder, day):
    text = lambda name: pl.read_csv(f"{folder}/{name}.csv", infer_schema=False)
    placed = text("assignments").filter((pl.col("valid_from") <= str(day))
                                        & (pl.col("valid_to").is_null() | (pl.col("valid_to") > str(day))))
    people = text("specialists").join(placed, on="specialist_id", how="left").join(text("teams"), on="team_id", how="left")
    return people.select(["branch_id", "branch_name", "team_id", "team_name", "specialist_id", "specialist_name"]).fill_null("-")


def values(tables, people, first):
    """Sums of a month by level and entity: {(level, entity, metric): (numerator, denominator)}."""
    sums = metrics(tables, first, month_end(first)).filter(pl.col("metric").is_in(SHOWN)).join(people, on="specialist_id")
    found = {}
    for level in LEVELS:
        key = pl.lit("company").alias("id") if level == "company" else pl.col(f"{level}_id").alias("id")
        rows = sums.group_by(key, "metric").agg(pl.col("numerator").sum(), pl.col("denominator").sum())
        for entity, metric, numerator, denominator in rows.iter_rows():
            found[level, entity, metric] = (numerator, denominator)
    return found


def rate(pair):
    if pair is None or not pair[0] and pair[0] != 0:
        return None
    numerator, denominator = pair
    return numerator if denominator is None else numerator / denominator if denominator else None


def write(path, rows, months, targets):
    """A workbook of the rows (level, id, name, parent, team): the month, the one before and the one a year before."""
    global cells
    now, before, year = months
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    line = {"font_name": "Microsoft YaHei", "font_size": 10, "bottom": 1, "bottom_color": "#DFE4EA"}
    head = book.add_format({**line, "bold": True, "bg_color": "#E8EEF6", "text_wrap": True})
    text = book.add_format(line)
    percent = book.add_format({**line, "num_format": "0.00%"})
    change = book.add_format({**line, "num_format": "+0.00%;-0.00%"})
    whole = book.add_format({**line, "num_format": "#,##0"})
    shape = lambda metric: whole if metric == "contact_count" else percent

    def put(sheet, row, column, value, look):
        global cells
        if value is not None:
            cells += 1
            (sheet.write_string if isinstance(value, str) else sheet.write_number)(row, column, value, look)

    overview = book.add_worksheet("总览")
    for index, metric in enumerate(SHOWN):
        put(overview, index, 0, metric, head)
        put(overview, index, 1, rate(now.get((rows[0][0], rows[0][1], metric))), shape(metric))
    score = book.add_worksheet("计分卡")
    for column, title in enumerate(["层级", "编号", "名称", "上级", "状态", *SHOWN]):
        put(score, 4, column, title, head)
    for row, (level, entity, name, parent, _) in enumerate(rows, 5):
        done = rate(now.get((level, entity, SHOWN[0])))
        state = None if done is None else "祝贺达成" if done >= 0.8 else "一步之遥" if done >= 0.6 else "需改善"
        for column, value in enumerate([level, entity, name, parent, state]):
            put(score, row, column, value, text)
        for column, metric in enumerate(SHOWN, 5):
            put(score, row, column, rate(now.get((level, entity, metric))), shape(metric))
    score.autofilter(4, 0, len(rows) + 4, len(SHOWN) + 4)
    score.freeze_panes(5, 3)
    ranking = book.add_worksheet("团队内排名")
    ranked = [r for r in rows if r[0] == "specialist" and (*r[:2], SHOWN[0]) in now]
    ranked.sort(key=lambda r: (r[4], -(rate(now[r[0], r[1], SHOWN[0]]) or 0)))
    for row, (level, entity, name, parent, team) in enumerate(ranked, 5):
        put(ranking, row, 0, name, text)
        put(ranking, row, 1, row - 4, whole)
        for column, metric in enumerate(SHOWN[:8], 2):
            put(ranking, row, column, rate(now.get((level, entity, metric))), percent)
    detail = book.add_worksheet("明细")
    for column, title in enumerate(["层级", "编号", "名称", "上级", "指标", "值", "分子", "分母", "低样本", "目标", "达成", "上月",
                                    "较上月", "去年同期", "较去年同期", "基准", "较基准", "团队", "较团队", "区间", "名次", "metric"]):
        put(detail, 4, column, title, head)
    row = 4
    for level, entity, name, parent, team in rows:
        for metric in SHOWN:
            row += 1
            pair = now.get((level, entity, metric))
            value = rate(pair)
            look = shape(metric)
            for column, word in enumerate([level, entity, name, parent, metric]):
                put(detail, row, column, word, text)
            put(detail, row, 21, metric, text)
            if value is None:
                continue
            put(detail, row, 5, value, look)
            put(detail, row, 6, pair[0], whole)
            put(detail, row, 7, pair[1], whole)
            if pair[1] is not None and pair[1] < 10:
                put(detail, row, 8, "低", text)
            target = targets.get((level, entity, metric))
            if target:
                put(detail, row, 9, target, look)
                put(detail, row, 10, float(value) / target, percent)
            held = [(11, rate(before.get((level, entity, metric)))), (13, rate(year.get((level, entity, metric))))]
            mates = now.get(("team", team, metric)) if level == "specialist" else None
            if mates and pair[1] is not None:
                held.append((17, rate((mates[0] - pair[0], mates[1] - pair[1]))))
            for column, other in held:
                put(detail, row, column, other, look)
                if other is not None:
                    put(detail, row, column + 1, value - other, change)
            put(detail, row, 20, 1, whole)
    detail.autofilter(4, 0, row, 21)
    book.close()


def main(folder, first, target):
    started = time.perf_counter()
    tables = load(folder)
    people = organisation(folder, month_end(first)).sort("branch_id", "team_id", "specialist_id")
    loaded = time.perf_counter()
    months = [values(tables, people, month_before(first, back)) for back in (0, 1, 12)]
    wanted = pl.read_csv(f"{folder}/targets.csv", infer_schema=False).filter(pl.col("period") == str(first)[:7])
    targets = {(s, i, m): float(t) for s, i, m, t in wanted.select("scope", "scope_id", "metric", "target").iter_rows()}
    computed = time.perf_counter()
    os.makedirs(target, exist_ok=True)
    scopes, seen = {("company", "company"): [("company", "company", "公司", "", "")]}, set()
    for branch, branch_name, team, team_name, person, name in people.iter_rows():
        lines = [("branch", branch, branch_name, "公司", ""), ("team", team, team_name, branch_name, ""),
                 ("specialist", person, name, team_name, team)]
        for scope, first_line in ((("company", "company"), 0), (("branch", branch), 0), (("team", team), 1)):
            for line in lines[first_line:]:
                if (scope, line) not in seen:
                    seen.add((scope, line))
                    scopes.setdefault(scope, []).append(line)
    for (level, entity), rows in scopes.items():
        write(f"{target}/monthly_{level}-{entity}.xlsx", rows, months, targets)
    done = time.perf_counter()
    said = f"{loaded - started:.2f} {computed - loaded:.2f} {done - computed:.2f} {len(scopes)} {cells}"
    print(said)
    if "DUEBOOK_BENCH_SAID" in os.environ:
        with open(os.environ["DUEBOOK_BENCH_SAID"], "w", encoding="utf-8") as file:
            file.write(said)


main(sys.argv[1], date.fromisoformat(sys.argv[2]), sys.argv[4])
