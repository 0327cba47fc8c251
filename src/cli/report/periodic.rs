//! One report of a period, or with `all` those of a day.

use clap::Subcommand;

use super::all;
use super::files::{Files, write_with};
use crate::cli::engine::{self, Steps};
use crate::cli::output::outln;
use crate::cli::{Context, Outcome, scope};
use crate::diagnostic::Result;
use crate::period::{Period, View, parse_day};
use crate::report::build::Request;

#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    #[command(subcommand)]
    report: Name,
}

#[derive(Subcommand)]
enum Name {
    Daily(Options),
    Weekly(Options),
    Monthly(Options),
    Quarterly(Options),
    All(all::Args),
}

#[derive(clap::Args)]
struct Options {
    #[arg(long, value_name = "P")]
    period: String,
    #[arg(long, value_name = "DAY")]
    as_of: Option<String>,
    #[command(flatten)]
    scope: scope::Args,
    #[command(flatten)]
    engine: engine::Args,
    #[command(flatten)]
    files: Files,
}

pub(in crate::cli) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    match &args.report {
        Name::Daily(options) => one("daily", options, context),
        Name::Weekly(options) => one("weekly", options, context),
        Name::Monthly(options) => one("monthly", options, context),
        Name::Quarterly(options) => one("quarterly", options, context),
        Name::All(args) => all::run(args, context),
    }
}

/// One report of the name, which is that of its folder.
fn one(name: &str, options: &Options, context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    let period: Period = options.period.parse()?;
    let as_of = options.as_of.as_deref().map(parse_day).transpose()?;
    let out = options.files.folder(&workspace, context)?;
    let store = context.paired_store(&workspace)?;
    let request = Request {
        name: name.to_owned(),
        view: View::new(period, as_of),
        scope: options.scope.find(&store)?,
        locale: options.files.locale.unwrap_or(workspace.settings.locale),
    };
    let steps = Steps::new(context);
    let spark = options.engine.spark(&workspace, &steps)?;
    let (formats, elsewhere) = (&options.files.format, engine::elsewhere(spark.as_ref()));
    for path in write_with((&workspace, &store), &request, formats, &out, elsewhere)? {
        outln!("{}", path.display())?;
    }
    Ok(Outcome::Done)
}
