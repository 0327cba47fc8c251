//! `incentive approve`, `close` and `rebook`

use std::path::PathBuf;

use super::{Bench, Outcome, PlanChoice, changes_table, money, signed};
use crate::cli::output::{outln, print};
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::incentive::ledger::diff::Change;
use crate::incentive::ledger::{close, post};
use crate::period::Period;
use crate::workspace::Locale;

#[derive(clap::Args)]
pub(super) struct Approve {
    /// The period
    #[arg(long, value_name = "P")]
    period: String,
    /// Who approves
    #[arg(long, value_name = "NAME")]
    by: String,
    #[command(flatten)]
    plan: PlanChoice,
}

pub(super) fn approve(args: &Approve, bench: &Bench<'_>) -> Result<Outcome> {
    let period: Period = args.period.parse()?;
    let plan_id = bench.plan_id(&args.plan, Some(period))?;
    let done = post::approve(bench.store, &plan_id, period, &args.by)?;
    let (run_no, total) = (done.run.run_no, money(done.run.total));
    let text = match (bench.locale, done.is_new) {
        (Locale::ZhCn, true) => format!(
            "{period} 已批准：第 {run_no} 次计算，{} 人，合计 {total} {}，入账 {} 行",
            done.run.people, done.run.currency, done.entries
        ),
        (Locale::En, true) => format!(
            "{period} is approved: run {run_no}, {} people, {total} {} in all, {} ledger rows",
            done.run.people, done.run.currency, done.entries
        ),
        (Locale::ZhCn, false) => format!("{period} 早已按第 {run_no} 次计算批准，没有变化"),
        (Locale::En, false) => format!("{period} is approved by run {run_no} already: nothing changed"),
    };
    outln!("{text}")?;
    if let Some(before) = &done.before {
        outln!(
            "{}",
            match bench.locale {
                Locale::ZhCn => format!(
                    "此前批准的是第 {} 次计算，合计 {}；差异以冲回和重记成对入账",
                    before.run_no,
                    money(before.total)
                ),
                Locale::En => format!(
                    "run {} counted before, {} in all; the differences are posted as pairs",
                    before.run_no,
                    money(before.total)
                ),
            }
        )?;
    }
    Ok(Outcome::Done)
}

#[derive(clap::Args)]
pub(super) struct Close {
    /// The period
    #[arg(long, value_name = "P")]
    period: String,
    /// Also with open findings; needs --reason
    #[arg(long)]
    force: bool,
    /// Why it is closed in spite of findings
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    plan: PlanChoice,
}

pub(super) fn close(args: &Close, bench: &Bench<'_>) -> Result<Outcome> {
    let period: Period = args.period.parse()?;
    let plan_id = bench.plan_id(&args.plan, Some(period))?;
    let asked = close::Asked {
        force: args.force,
        reason: args.reason.as_deref(),
    };
    let done = close::close(bench.store, &plan_id, period, asked)?;
    let total = money(done.total);
    outln!(
        "{}",
        match bench.locale {
            Locale::ZhCn => format!(
                "{period} 已关账：{} 人，账目 {} 行，合计 {total}，封存码 {}",
                done.people, done.entries, done.seal
            ),
            Locale::En => format!(
                "{period} is closed: {} people, {} ledger rows, {total} in all, seal {}",
                done.people, done.entries, done.seal
            ),
        }
    )?;
    Ok(Outcome::Done)
}

#[derive(clap::Args)]
pub(super) struct Rebook {
    /// The plan as it is now, if it has changed since; by default the file the runs were made with
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
    /// Tell what would be posted and write nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    choice: PlanChoice,
}

pub(super) fn rebook(args: &Rebook, bench: &Bench<'_>) -> Result<Outcome> {
    let desk = bench.desk()?;
    let asked = args.plan.as_ref().map(|path| bench.plan_path(path));
    let plan_id = match (&args.choice.plan_id, &asked) {
        (None, Some((path, name))) => desk.plan(path, name)?.head.id,
        _ => bench.plan_id(&args.choice, None)?,
    };
    let asked = asked.as_ref().map(|(path, name)| (path.as_path(), name.as_str()));
    let done = desk.rebook(&plan_id, asked, args.dry_run)?;
    if done.periods.is_empty() {
        outln!(
            "{}",
            match bench.locale {
                Locale::ZhCn => format!("{} 个已关账期间与现有数据一致，没有需要更正的", done.looked_at),
                Locale::En => format!("{} closed periods agree with the data: nothing to post", done.looked_at),
            }
        )?;
        return Ok(Outcome::Done);
    }
    let mut sum = Decimal::ZERO;
    for period in &done.periods {
        let words = desk.words(&period.before, bench.locale)?;
        let own: Decimal = period.changes.iter().map(Change::by).sum();
        sum += own;
        outln!(
            "{}",
            match bench.locale {
                Locale::ZhCn => format!(
                    "{}：{} 行不同，{}",
                    period.before.period,
                    period.changes.len(),
                    signed(own)
                ),
                Locale::En => format!(
                    "{}: {} rows differ, {}",
                    period.before.period,
                    period.changes.len(),
                    signed(own)
                ),
            }
        )?;
        print(changes_table(&period.changes, &words, bench).as_bytes())?;
    }
    outln!(
        "{}",
        match (bench.locale, args.dry_run) {
            (Locale::ZhCn, false) => format!("合计 {}，已记入 {}", signed(sum), done.posted_in),
            (Locale::ZhCn, true) => format!("合计 {}，将记入 {}（未写入）", signed(sum), done.posted_in),
            (Locale::En, false) => format!("{} in all, posted into {}", signed(sum), done.posted_in),
            (Locale::En, true) => format!(
                "{} in all, would go into {} (nothing was written)",
                signed(sum),
                done.posted_in
            ),
        }
    )?;
    Ok(Outcome::Done)
}
