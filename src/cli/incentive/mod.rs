//! `incentive`: pay by a plan, from calculation to close.

mod calculate;
mod explain;
mod files;
mod ledger;
mod review;
mod status;

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::{Context, Outcome};
use crate::decimal::{Decimal, money};
use crate::diagnostic::Result;
use crate::incentive::ledger::diff::Change;
use crate::incentive::ledger::{Desk, runs};
use crate::period::Period;
use crate::store::Store;
use crate::workspace::{Locale, Workspace};

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Calculate a period by a plan; a run that counts once it is approved
    Calculate(calculate::Args),
    /// Why a person gets what a period pays
    Explain(explain::Args),
    /// Let the newest run of a period count
    Approve(ledger::Approve),
    /// Seal an approved period for good
    Close(ledger::Close),
    /// Post what is known better now about closed periods
    Rebook(ledger::Rebook),
    /// The payroll file of an approved period, with control totals and a manifest
    Export(files::Export),
    /// Each person's statement as page and workbook
    Statement(files::Statement),
    /// What two plans would pay and cost over the same periods
    Simulate(review::Simulate),
    /// The HR review of a period: cost, distribution, fairness, discrepancies, disputes
    Review(review::Review),
    /// What a change did to a metric: changed teams against the others, before and after
    Effect(review::Effect),
    /// What differs between two runs, or between what counts and the data of today
    Diff(status::Diff),
    /// How far every period is, whether seals are whole and amounts still what the data says
    Status(status::Args),
}

/// Which plan, where several were calculated.
#[derive(clap::Args)]
struct PlanChoice {
    /// The plan's id, where several plans were calculated for the period
    #[arg(long, value_name = "ID")]
    plan_id: Option<String>,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    let store = Store::open_closed(&workspace)?;
    let bench = Bench {
        context,
        workspace: &workspace,
        store: &store,
        locale: workspace.settings.locale,
    };
    match &args.action {
        Action::Calculate(args) => calculate::run(args, &bench),
        Action::Explain(args) => explain::run(args, &bench),
        Action::Approve(args) => ledger::approve(args, &bench),
        Action::Close(args) => ledger::close(args, &bench),
        Action::Rebook(args) => ledger::rebook(args, &bench),
        Action::Export(args) => files::export(args, &bench),
        Action::Statement(args) => files::statements(args, &bench),
        Action::Simulate(args) => review::simulate(args, &bench),
        Action::Review(args) => review::review(args, &bench),
        Action::Effect(args) => review::effect(args, &bench),
        Action::Diff(args) => status::diff(args, &bench),
        Action::Status(args) => status::run(args, &bench),
    }
}

/// What the subcommands share.
struct Bench<'a> {
    context: &'a Context,
    workspace: &'a Workspace,
    store: &'a Store,
    locale: Locale,
}

impl<'a> Bench<'a> {
    fn desk(&self) -> Result<Desk<'a>> {
        Desk::new(self.workspace, self.store)
    }

    fn pick<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        self.locale.pick(zh, en)
    }

    fn plan_id(&self, choice: &PlanChoice, period: Option<Period>) -> Result<String> {
        runs::plan_id(self.store, period, choice.plan_id.as_deref())
    }

    /// Where files go: the folder asked for, or the workspace's reports.
    fn folder(&self, out: Option<&PathBuf>) -> PathBuf {
        out.map_or_else(|| self.workspace.reports_dir(), |folder| self.context.at(folder))
    }

    /// A plan the user named: where it lies, and what messages call it.
    fn plan_path(&self, path: &Path) -> (PathBuf, String) {
        (self.context.at(path), path.to_string_lossy().replace('\\', "/"))
    }
}

/// How far a period is, in words.
fn state_word(state: &runs::State, locale: Locale) -> &'static str {
    match (&state.closed, &state.approved) {
        (Some(_), _) => locale.pick("已关账", "closed"),
        (None, Some((run, _))) if run.run_no != state.newest.run_no => {
            locale.pick("已批准（有更新的计算）", "approved (a newer run exists)")
        }
        (None, Some(_)) => locale.pick("已批准", "approved"),
        (None, None) => locale.pick("试算", "draft"),
    }
}

fn signed(amount: Decimal) -> String {
    let text = money(amount);
    if amount > Decimal::ZERO {
        format!("+{text}")
    } else {
        text
    }
}

/// How many changed rows are shown; the rest is counted.
const MOST_CHANGES: usize = 30;

/// Changed rows as a table, with the sum by person where there are many.
fn changes_table(changes: &[Change], words: &crate::incentive::words::Words, bench: &Bench<'_>) -> String {
    let heads = [
        ("专员", "specialist"),
        ("项目", "row"),
        ("原", "was"),
        ("现", "becomes"),
        ("差额", "difference"),
    ];
    let rows = changes.iter().take(MOST_CHANGES).map(|change| {
        vec![
            change.specialist.clone(),
            words.node(&change.node),
            money(change.was),
            money(change.becomes),
            signed(change.by()),
        ]
    });
    let table = super::output::table(&heads.map(|(zh, en)| bench.pick(zh, en)), rows, &[2, 3, 4]);
    let mut text = format!("{table}\n");
    if changes.len() > MOST_CHANGES {
        let left = changes.len() - MOST_CHANGES;
        text += &bench
            .pick("另有 {left} 行\n", "and {left} more\n")
            .replace("{left}", &left.to_string());
    }
    text
}
