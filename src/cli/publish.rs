//! `publish`: what the browser shows, made anew.

use super::output::outln;
use super::{Context, Outcome};
use crate::books;
use crate::decimal::grouped;
use crate::diagnostic::Result;
use crate::message::{Grouped, say};
use crate::period::parse_day;
use crate::publish::{self, path_of};
use crate::store::Store;
use crate::workspace::Workspace;

#[derive(clap::Args)]
pub(super) struct Args {
    #[arg(long, value_name = "DAY")]
    as_of: Option<String>,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    let as_of = args.as_of.as_deref().map(parse_day).transpose()?;
    let store = context.opened(&workspace, || books::open_to_publish(&workspace))?;
    let manifest = publish::publish(&workspace, &store, as_of)?;
    for file in [&manifest.file, &manifest.pay] {
        outln!("{}", path_of(&workspace, file).display())?;
    }
    let rows = |table: &str| Grouped(manifest.rows.get(table).copied().unwrap_or_default());
    context.tell(&say!(
        "commands.publish.done",
        number = manifest.number,
        as_of = manifest.as_of,
        figures = rows("figures"),
        rows = rows("evidence"),
        items = rows("items"),
        worklist = rows("worklist")
    ));
    let control = |name: &str| manifest.control.get(name).cloned().unwrap_or_default();
    let money = |name: &str| control(name).parse().map(grouped).unwrap_or_default();
    context.tell(&say!(
        "commands.publish.control",
        due_items = money("due_items"),
        amount_due = money("amount_due"),
        payments = money("payments"),
        paid = money("paid"),
        reversed = money("reversed")
    ));
    Ok(Outcome::Done)
}

/// The same after something was loaded, where the settings say so. The store is closed before.
pub(super) fn after_ingest(workspace: &Workspace, store: Store, context: &Context) -> Result<Outcome> {
    drop(store);
    if !workspace.settings.serve.publish_after_ingest {
        return Ok(Outcome::Done);
    }
    run(&Args { as_of: None }, context)
}
