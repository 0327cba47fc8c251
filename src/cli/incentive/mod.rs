//! `incentive`: pay by a plan, from calculation to close.

mod calculate;
mod entries;
mod explain;
mod files;
mod ledger;
mod log;
mod review;
mod status;

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::output::outln;
use super::{Context, Outcome};
use crate::decimal::{Decimal, money};
use crate::diagnostic::Result;
use crate::incentive::ledger::bridge::Bridge;
use crate::incentive::ledger::diff::Change;
use crate::incentive::ledger::{PayrollContext, runs};
use crate::ingest::allowed_folders;
use crate::message::{Message, say};
use crate::metrics::Elsewhere;
use crate::period::Period;
use crate::store::Store;
use crate::texts::Texts;
use crate::workspace::{Locale, Workspace};

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    Calculate(calculate::Args),
    Explain(explain::Args),
    Approve(ledger::Approve),
    Reject(ledger::Reject),
    PutAway(ledger::PutAway),
    Close(ledger::Close),
    Rebook(ledger::Rebook),
    Adjust(entries::Adjust),
    Dispute(entries::Dispute),
    Acknowledge(entries::Acknowledge),
    Export(files::Export),
    Statement(files::Statement),
    Simulate(review::Simulate),
    Review(review::Review),
    Effect(review::Effect),
    Diff(status::Diff),
    Status(status::Args),
    Log(log::Args),
}

/// Which plan, where several were calculated.
#[derive(clap::Args)]
struct PlanChoice {
    #[arg(long, value_name = "ID")]
    plan_id: Option<String>,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    // What these say becomes a file of the data.
    let store = if matches!(args.action, Action::Adjust(_) | Action::Dispute(_)) {
        context.store_with(&workspace, &allowed_folders(&[workspace.data_dir()]))?
    } else {
        context.store(&workspace)?
    };
    let command = IncentiveCommand {
        context,
        workspace: &workspace,
        store: &store,
        texts: Context::texts_of(&workspace)?,
        locale: workspace.settings.locale,
    };
    match &args.action {
        Action::Calculate(args) => calculate::run(args, &command),
        Action::Explain(args) => explain::run(args, &command),
        Action::Approve(args) => ledger::approve(args, &command),
        Action::Reject(args) => ledger::reject(args, &command),
        Action::PutAway(args) => ledger::put_away(args, &command),
        Action::Close(args) => ledger::close(args, &command),
        Action::Rebook(args) => ledger::rebook(args, &command),
        Action::Adjust(args) => entries::adjust(args, &command),
        Action::Dispute(args) => entries::dispute(args, &command),
        Action::Acknowledge(args) => entries::acknowledge(args, &command),
        Action::Export(args) => files::export(args, &command),
        Action::Statement(args) => files::statements(args, &command),
        Action::Simulate(args) => review::simulate(args, &command),
        Action::Review(args) => review::review(args, &command),
        Action::Effect(args) => review::effect(args, &command),
        Action::Diff(args) => status::diff(args, &command),
        Action::Status(args) => status::run(args, &command),
        Action::Log(args) => log::run(args, &command),
    }
}

/// What the subcommands share.
struct IncentiveCommand<'a> {
    context: &'a Context,
    workspace: &'a Workspace,
    store: &'a Store,
    /// What is said, in the workspace's language.
    texts: Texts,
    locale: Locale,
}

impl<'a> IncentiveCommand<'a> {
    fn payroll(&self) -> Result<PayrollContext<'a>> {
        PayrollContext::new(self.workspace, self.store)
    }

    /// The same on sums of another engine, if that is asked for.
    fn payroll_with<'s>(&'s self, elsewhere: Option<&'s dyn Elsewhere>) -> Result<PayrollContext<'s>> {
        PayrollContext::with(self.workspace, self.store, elsewhere)
    }

    /// A message on stdout.
    fn tell(&self, message: &Message) -> Result<()> {
        outln!("{}", self.texts.say(message))
    }

    fn plan_id(&self, choice: &PlanChoice, period: Option<Period>) -> Result<String> {
        runs::plan_id(self.store, period, choice.plan_id.as_deref())
    }

    /// Where files go: the folder asked for, or the workspace's reports.
    fn folder(&self, out: Option<&PathBuf>) -> Result<PathBuf> {
        self.context.output_folder(self.workspace, out)
    }

    /// A plan the user named: where it lies, and what messages call it.
    fn plan_path(&self, path: &Path) -> (PathBuf, String) {
        (self.context.at(path), path.to_string_lossy().replace('\\', "/"))
    }
}

/// The amount a period pays, with what it is made of.
fn bridge_line(bridge: &Bridge, currency: &str, command: &IncentiveCommand<'_>) -> String {
    command.texts.say(&say!(
        "commands.bridge.says",
        to_pay = money(bridge.to_pay()),
        currency = currency.to_owned(),
        own = money(bridge.own),
        released = signed(bridge.released),
        recovered = signed(bridge.recovered),
        adjustments = signed(bridge.adjustments),
        corrections = signed(bridge.corrections)
    ))
}

/// How far a period is, in words.
fn state_word<'t>(state: &runs::State, texts: &'t Texts) -> &'t str {
    match (&state.closed, &state.approved) {
        (Some(_), _) => texts.word("commands.state.closed"),
        (None, Some((run, _))) if run.run_no != state.newest.run_no => texts.word("commands.state.newer"),
        (None, Some(_)) => texts.word("commands.state.approved"),
        (None, None) => texts.word("commands.state.draft"),
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
fn changes_table(changes: &[Change], words: &crate::incentive::words::Words, command: &IncentiveCommand<'_>) -> String {
    let rows = changes.iter().take(MOST_CHANGES).map(|change| {
        vec![
            change.specialist.clone(),
            words.node(&change.node),
            money(change.was),
            money(change.becomes),
            signed(change.by()),
        ]
    });
    let table = super::output::table(&command.texts.heads("commands.changes.heads"), rows, &[2, 3, 4]);
    let mut text = format!("{table}\n");
    if changes.len() > MOST_CHANGES {
        let left = changes.len() - MOST_CHANGES;
        text += &(command.texts.say(&say!("commands.changes.more", left)) + "\n");
    }
    text
}
