"""Fourteen metrics of a month by specialist, written by hand for polars: the yardstick of benches/kpi.rs.

    python month_polars.py FOLDER 2026-06-01 2026-06-30 RESULT.csv

FOLDER holds the CSV files of `duebook sample`. The definitions are those of docs/metrics.md; the as-of day is the month's
last. Prints the seconds for reading and for computing.
"""

import os
import sys
import time
from datetime import date

import polars as pl

FUNDING = ["customer", "prepaid_balance", "policy_loan_repayment"]
EXEMPTING = ["death_claim", "maturity", "waiver", "free_look", "rescission", "transfer_out"]


def read(folder, table, columns):
    types = {"due_on": pl.Date, "from_on": pl.Date, "event_on": pl.Date, "amount_due": pl.Decimal(18, 2),
             "amount": pl.Decimal(18, 2), "paid_on": pl.Datetime, "occurred_at": pl.Datetime, "due_no": pl.Int32,
             "grace_days": pl.Int32}
    schema = {c: types.get(c, pl.String) for c in columns}
    text = {c: pl.Int32 if t == pl.Int32 else pl.String for c, t in schema.items()}
    frame = pl.scan_csv(f"{folder}/{table}.csv", schema_overrides=text, infer_schema=False).select(columns)
    casts = []
    for column, kind in schema.items():
        if kind == pl.Date:
            casts.append(pl.col(column).str.to_date("%Y-%m-%d"))
        elif kind == pl.Datetime:
            casts.append(pl.col(column).str.slice(0, 10).str.to_date("%Y-%m-%d"))
        elif kind not in (pl.String, pl.Int32):
            casts.append(pl.col(column).cast(kind))
    return frame.with_columns(casts).collect()


def months_from(column, last):
    return (last.year * 12 + last.month) - (pl.col(column).dt.year().cast(pl.Int32) * 12 + pl.col(column).dt.month())


def load(folder):
    due = read(folder, "due_items", ["due_id", "policy_id", "due_on", "due_no", "amount_due", "specialist_id", "grace_days"])
    paid = read(folder, "payments", ["payment_id", "due_id", "paid_on", "amount", "method", "status", "funding",
                                     "reverses_payment_id"])
    acts = read(folder, "activities", ["due_id", "specialist_id", "occurred_at", "outcome"])
    owners = read(folder, "ownership", ["due_id", "specialist_id", "from_on"])
    events = read(folder, "policy_events", ["policy_id", "kind", "event_on"])
    return due, paid, acts, owners, events


def metrics(tables, first, last):
    due, paid, acts, owners, events = tables

    # Net paid by item and day, a reversal with the funding of what it reverses.
    reversed_ = paid.select(pl.col("payment_id").alias("reverses_payment_id"), pl.col("funding").alias("of"))
    reversals = paid.filter(pl.col("status") == "reversal").join(reversed_, on="reverses_payment_id", how="left")
    reversals = reversals.with_columns(funding=pl.col("of"), amount=-pl.col("amount")).drop("of")
    net = pl.concat([paid.filter(pl.col("status") == "success"), reversals.select(paid.columns)])
    net = net.filter(pl.col("funding").is_in(FUNDING) & (pl.col("paid_on") <= last))
    days = net.group_by("due_id", "paid_on").agg(pl.col("amount").sum())

    items = due.filter(pl.col("due_no") >= 2).with_columns(
        grace_end=pl.col("due_on") + pl.duration(days=pl.col("grace_days").fill_null(60)))

    # Settled-on: the first day of the last run of settled days, if the last day is one.
    steps = days.join(items.select("due_id", "amount_due"), on="due_id").sort("due_id", "paid_on")
    steps = steps.with_columns(total=pl.col("amount").cum_sum().over("due_id"))
    steps = steps.with_columns(settled=pl.col("total") >= pl.col("amount_due"))
    steps = steps.with_columns(run=(~pl.col("settled")).cast(pl.Int32).cum_sum().over("due_id"))
    ends = steps.group_by("due_id").agg(pl.col("run").last().alias("run"), pl.col("settled").last().alias("now"))
    settled = steps.filter("settled").join(ends.filter("now"), on=["due_id", "run"])
    settled = settled.group_by("due_id").agg(pl.col("paid_on").min().alias("settled_on"))

    # Exempt: an exempting event by the as-of day and the grace end, the item not settled on the day before it.
    struck = events.filter(pl.col("kind").is_in(EXEMPTING) & (pl.col("event_on") <= last))
    struck = items.join(struck, on="policy_id").filter(pl.col("event_on") <= pl.col("grace_end"))
    before = struck.select("due_id", "event_on").join(days, on="due_id").filter(pl.col("paid_on") < pl.col("event_on"))
    before = before.group_by("due_id", "event_on").agg(pl.col("amount").sum().alias("before"))
    struck = struck.join(before, on=["due_id", "event_on"], how="left")
    exempt = struck.filter(pl.col("before").fill_null(0) < pl.col("amount_due")).select("due_id").unique()

    latest = owners.filter(pl.col("from_on") <= last).sort("from_on").group_by("due_id").agg(
        pl.col("specialist_id").last().alias("owner"))
    items = items.join(exempt, on="due_id", how="anti").join(settled, on="due_id", how="left")
    items = items.join(latest, on="due_id", how="left").with_columns(
        specialist_id=pl.coalesce("owner", "specialist_id"), stage=months_from("due_on", last))

    def held(frame, until):
        amounts = frame.select("due_id", pl.lit(until).alias("until") if isinstance(until, date) else until.alias("until"))
        amounts = amounts.join(days, on="due_id").filter(pl.col("paid_on") <= pl.col("until"))
        amounts = amounts.group_by("due_id").agg(pl.col("amount").sum().alias("net"))
        frame = frame.join(amounts, on="due_id", how="left").with_columns(net=pl.col("net").fill_null(0))
        held = pl.when(pl.col("net") > pl.col("amount_due")).then("amount_due").when(pl.col("net") < 0).then(0)
        return frame.with_columns(held=held.otherwise("net"))

    results = []

    def add(metric, frame, numerator, denominator=None):
        sums = frame.group_by("specialist_id").agg(
            numerator.sum().cast(pl.Decimal(38, 2)).alias("numerator"),
            (denominator if denominator is not None else pl.lit(1)).sum().cast(pl.Decimal(38, 2)).alias("denominator")
            if denominator is not None or metric != "contact_count"
            else pl.lit(None, dtype=pl.Decimal(38, 2)).alias("denominator"))
        results.append(sums.select(pl.lit(metric).alias("metric"), "specialist_id", "numerator", "denominator"))

    one = pl.col("due_id").is_not_null().cast(pl.Int64)
    renewed = (pl.col("settled_on") <= pl.col("grace_end")).fill_null(False)
    collected = held(items.filter(pl.col("due_on").is_between(first, last)), last)
    add("collection_completion_rate", collected, pl.col("held"), pl.col("amount_due"))
    add("collection_completion_rate_count", collected, pl.col("settled_on").is_not_null().cast(pl.Int64), one)
    add("current_month_rate", collected, pl.col("held"), pl.col("amount_due"))
    grace1 = held(items.filter(pl.col("stage") == 1), last)
    add("grace1_rate", grace1, pl.col("held"), pl.col("amount_due"))
    add("grace1_rate_count", grace1, (pl.col("net") >= pl.col("amount_due")).cast(pl.Int64), one)
    ended = items.filter(pl.col("stage") == 2)
    ended = held(ended, pl.min_horizontal(pl.col("grace_end"), pl.lit(last)))
    add("grace_end_rate", ended, pl.col("held"), pl.col("amount_due"))
    add("grace_end_rate_count", ended, renewed.cast(pl.Int64), one)
    matured = items.filter(pl.col("grace_end").is_between(first, last))
    add("renewal_rate", matured, renewed.cast(pl.Int64), one)
    add("renewal_rate_premium", matured, pl.when(renewed).then("amount_due").otherwise(0), pl.col("amount_due"))
    add("lapse_rate", matured, (~renewed).cast(pl.Int64), one)
    done = items.filter(pl.col("settled_on").is_between(first, last))
    add("days_to_collect", done, (pl.col("settled_on") - pl.col("due_on")).dt.total_days(), one)

    acts = acts.filter(pl.col("occurred_at").is_between(first, last))
    add("contact_count", acts.with_columns(due_id=pl.lit("")), one)
    reached = acts.filter(pl.col("outcome").is_in(["connected", "promised", "refused", "paid"])).select("due_id").unique()
    service = items.filter(pl.col("stage").is_between(-2, 3))
    paid_before = service.select("due_id").join(days, on="due_id").filter(pl.col("paid_on") < first)
    paid_before = paid_before.group_by("due_id").agg(pl.col("amount").sum().alias("before"))
    service = service.join(paid_before, on="due_id", how="left")
    service = service.filter(pl.col("before").fill_null(0) < pl.col("amount_due"))
    service = service.join(reached.with_columns(hit=1), on="due_id", how="left")
    add("contact_coverage", service, pl.col("hit").fill_null(0), one)

    debits = paid.filter((pl.col("method") == "bank_debit") & pl.col("status").is_in(["failed", "success"])
                         & pl.col("paid_on").is_between(first, last))
    debits = debits.join(due.select("due_id", "specialist_id"), on="due_id").with_row_index("row")
    handed = debits.select("row", "due_id", "paid_on").join(owners.rename({"specialist_id": "owner"}), on="due_id")
    handed = handed.filter(pl.col("from_on") <= pl.col("paid_on")).sort("from_on").group_by("row").agg(pl.col("owner").last())
    debits = debits.join(handed, on="row", how="left").with_columns(specialist_id=pl.coalesce("owner", "specialist_id"))
    add("debit_failure_rate", debits, (pl.col("status") == "failed").cast(pl.Int64), one)

    return pl.concat(results)


def main(folder, first, last, target):
    started = time.perf_counter()
    tables = load(folder)
    loaded = time.perf_counter()
    metrics(tables, first, last).write_csv(target)
    said = f"{loaded - started:.2f} {time.perf_counter() - loaded:.2f}"
    print(said)
    if "DUEBOOK_BENCH_SAID" in os.environ:
        with open(os.environ["DUEBOOK_BENCH_SAID"], "w", encoding="utf-8") as file:
            file.write(said)


if __name__ == "__main__":
    main(sys.argv[1], date.fromisoformat(sys.argv[2]), date.fromisoformat(sys.argv[3]), sys.argv[4])
