//! `incentive calculate`

use std::fmt::Write as _;
use std::path::PathBuf;

use super::{Bench, Outcome, changes_table, money, signed};
use crate::cli::output::print;
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::incentive::ledger::calculate::Calculated;
use crate::incentive::ledger::diff::Change;
use crate::incentive::words::Words;
use crate::period::{Period, View, parse_day};
use crate::workspace::Locale;

#[derive(clap::Args)]
pub(super) struct Args {
    /// The period, of the plan's kind: 2026-03, 2026-Q1, 2026
    #[arg(long, value_name = "P")]
    period: String,
    /// The plan
    #[arg(long, value_name = "FILE")]
    plan: PathBuf,
    /// Only facts up to this day; by default the period's last
    #[arg(long, value_name = "DAY")]
    as_of: Option<String>,
}

pub(super) fn run(args: &Args, bench: &Bench<'_>) -> Result<Outcome> {
    let period: Period = args.period.parse()?;
    let as_of = args.as_of.as_deref().map(parse_day).transpose()?;
    let desk = bench.desk()?;
    let (path, name) = bench.plan_path(&args.plan);
    let plan = desk.plan(&path, &name)?;
    let done = desk.calculate(&plan, &desk.file_of(&path), View::new(period, as_of))?;
    let words = desk.words(&done.run, bench.locale)?;
    print(summary(&done, &words, bench).as_bytes())?;
    Ok(if done.findings.is_empty() {
        Outcome::Done
    } else {
        Outcome::Findings
    })
}

fn summary(done: &Calculated, words: &Words, bench: &Bench<'_>) -> String {
    let run = &done.run;
    let total = money(run.total);
    let mut text = match bench.locale {
        Locale::ZhCn => format!(
            "第 {} 次计算：{} {}，{} 人，应发合计 {total} {}（数据截至 {}，输入 {}）\n",
            run.run_no,
            run.plan_title,
            run.period,
            run.people,
            run.currency,
            run.as_of,
            &run.input_hash[..12]
        ),
        Locale::En => format!(
            "run {}: {} {}, {} people, {total} {} in all (facts up to {}, inputs {})\n",
            run.run_no,
            run.plan_title,
            run.period,
            run.people,
            run.currency,
            run.as_of,
            &run.input_hash[..12]
        ),
    };
    if !done.is_new {
        text += bench.pick(
            "与上一次计算的输入完全相同，没有新增计算\n",
            "the inputs are those of the newest run: nothing new was written\n",
        );
    }
    if let Some(before) = &done.before {
        let sum: Decimal = done.changes.iter().map(Change::by).sum();
        let _ = match bench.locale {
            Locale::ZhCn => writeln!(
                text,
                "与第 {} 次计算相比：{} 行不同，合计 {}",
                before.run_no,
                done.changes.len(),
                signed(sum)
            ),
            Locale::En => writeln!(
                text,
                "against run {}: {} rows differ, {} in all",
                before.run_no,
                done.changes.len(),
                signed(sum)
            ),
        };
        if !done.changes.is_empty() {
            text += &changes_table(&done.changes, words, bench);
        }
    }
    text += &findings(done, bench);
    if done.findings.is_empty() || done.is_new {
        let _ = match bench.locale {
            Locale::ZhCn => writeln!(
                text,
                "下一步：duebook incentive approve --period {} --by 姓名",
                run.period
            ),
            Locale::En => writeln!(
                text,
                "next: duebook incentive approve --period {} --by NAME",
                run.period
            ),
        };
    }
    text
}

fn findings(done: &Calculated, bench: &Bench<'_>) -> String {
    if done.findings.is_empty() {
        return String::new();
    }
    let mut text = format!(
        "{}{}\n",
        bench.pick("关账前须处理：", "to be settled before closing: "),
        done.findings.len()
    );
    for finding in done.findings.iter().take(20) {
        let kind = match finding.kind.as_str() {
            "withheld" => bench.pick("指标无法计算，暂不发放", "withheld, its measure is undefined"),
            "unsettled" => bench.pick("余额无处结清", "a balance that no block settles"),
            _ => bench.pick("不在本方案人员内", "not among the plan's people"),
        };
        let _ = writeln!(
            text,
            "  {} {kind}: {} {}",
            finding.specialist, finding.node, finding.detail
        );
    }
    text
}
