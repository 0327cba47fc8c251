//! `query`: a question in SQL over the store, read-only.

use std::io::Read;
use std::time::Duration;

use chrono::NaiveDate;

use super::output::{self, MOST_DRAWN, plain_table, tell};
use super::{Context, Outcome};
use crate::diagnostic::Result;
use crate::message::{Grouped, Say, say};
use crate::metrics::{Run, facts};
use crate::period::{Period, View, parse_day};
use crate::privacy;
use crate::query;
use crate::store::{Params, Store};
use crate::tabular::Table as _;
use crate::workspace::{Phones, Workspace};

#[derive(clap::Args)]
pub(super) struct Args {
    #[arg(value_name = "SQL", allow_hyphen_values = true)]
    sql: String,
    #[arg(long, value_name = "P")]
    period: Option<String>,
    #[arg(long, value_name = "DAY", requires = "period")]
    as_of: Option<String>,
    #[command(flatten)]
    output: output::Args,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    args.output.check()?;
    let workspace = context.workspace()?;
    let view = view(args)?;
    let sql = if args.sql == "-" {
        read_stdin()?
    } else {
        args.sql.clone()
    };
    // Another process may take the store between the two.
    let (newest, store) = context.patiently(|| {
        let newest = bring_up_to_date(&workspace, context)?;
        Ok((newest, Store::open_read_only(&workspace)?))
    })?;
    if let Some(view) = view {
        // Its temporary tables live as long as the store.
        Run::new(&store, &workspace.settings.metrics, &[view])?;
    }
    if workspace.settings.privacy.phones != Phones::Full {
        privacy::mask_questions(&store)?;
    }
    let limit = Duration::from_secs(workspace.settings.query.timeout.into());
    let answer = query::run(&store, &sql, limit)?;
    let created = view.map(|v| v.as_of).or(newest).unwrap_or_default();
    args.output
        .write((&workspace, context), &answer, created, || plain_table(&answer))?;
    let untold = answer.count().saturating_sub(MOST_DRAWN);
    if untold > 0 && args.output.is_drawn() {
        let note = say!(
            "commands.query.more",
            shown = Grouped(MOST_DRAWN),
            untold = Grouped(untold)
        );
        tell(format!("{}\n", Context::texts_of(&workspace)?.say(&note)));
    }
    Ok(Outcome::Done)
}

fn view(args: &Args) -> Result<Option<View>> {
    let period: Option<Period> = args.period.as_deref().map(str::parse).transpose()?;
    let as_of = args.as_of.as_deref().map(parse_day).transpose()?;
    Ok(period.map(|period| View::new(period, as_of)))
}

/// Makes a store where there is none yet and builds kept facts again if the data changed, since the question itself may
/// change nothing; the day of the newest fact.
fn bring_up_to_date(workspace: &Workspace, context: &Context) -> Result<Option<NaiveDate>> {
    let store = context.store(workspace)?;
    facts::refresh(&store, &workspace.settings.metrics)?;
    let span = store.rows("queries/status/span.sql", &Params::none())?;
    Ok(span.first().and_then(|row| row.date("last_fact_on")))
}

fn read_stdin() -> Result<String> {
    let mut sql = String::new();
    std::io::stdin()
        .read_to_string(&mut sql)
        .map_err(|error| query::QueryError::Unreadable {
            reason: error.message(),
        })?;
    Ok(sql)
}
