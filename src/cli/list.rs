//! `list`: the items of a due month as they are known today, weeks ahead of it, as data, workbook and printable page.

use std::path::PathBuf;

use super::output::outln;
use super::report::{FileFormat, write_files};
use super::worklist::Format;
use super::{Context, Outcome, scope};
use crate::diagnostic::Result;
use crate::metrics::Coverage;
use crate::period::{Period, View, parse_day};
use crate::report::prepare::Prepared;
use crate::report::worklist;
use crate::tabular;
use crate::workspace::{Locale, create_folder, write_file};

#[derive(clap::Args)]
pub(super) struct Args {
    #[arg(long, value_name = "MONTH")]
    due_month: String,
    #[arg(long, value_name = "DAY")]
    as_of: Option<String>,
    #[command(flatten)]
    scope: scope::Args,
    #[arg(long, value_enum, value_delimiter = ',', default_value = "csv,xlsx,html")]
    format: Vec<Format>,
    #[arg(long, value_enum)]
    locale: Option<Locale>,
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    let month: Period = args.due_month.parse()?;
    let folder = context.output_folder(&workspace, args.out.as_ref())?;
    let locale = args.locale.unwrap_or(workspace.settings.locale);
    let store = context.store(&workspace)?;
    let as_of = match &args.as_of {
        Some(day) => Some(parse_day(day)?),
        // What is known today: the month may be weeks ahead.
        None => Coverage::load(&store, &workspace.settings)?.newest(),
    };
    let view = View::new(month, as_of.map(|day| day.min(month.last_on())));
    let scope = args.scope.find(&store)?;
    let prepared = Prepared::new(&workspace, &store, "due_month", view, std::slice::from_ref(&scope))?;
    let report = prepared.report(0, locale)?;
    create_folder(&folder)?;
    let name = format!("due_month_{month}_{}", scope.file_part());
    for format in &args.format {
        let paths = match format {
            Format::Csv => {
                let path = folder.join(format!("{name}.csv"));
                // Excel knows UTF-8 by the mark.
                write_file(&path, &tabular::csv(&worklist::due_list(&store)?, true))?;
                vec![path]
            }
            Format::Xlsx => write_files(&report, &workspace.library, &[FileFormat::Xlsx], &folder, &name)?,
            Format::Html => write_files(&report, &workspace.library, &[FileFormat::Html], &folder, &name)?,
        };
        for path in paths {
            outln!("{}", path.display())?;
        }
    }
    Ok(Outcome::Done)
}
