//! `worklist`: whom to contact on a day and why, as data, workbook and printable page.

use std::path::PathBuf;

use clap::ValueEnum;

use super::engine;
use super::output::outln;
use super::report::{FileFormat, write_files};
use super::{Context, Outcome, scope};
use crate::diagnostic::Result;
use crate::period::{Period, View, parse_day};
use crate::report::prepare::Prepared;
use crate::report::scope::Scope;
use crate::report::{forms, worklist};
use crate::tabular;
use crate::workspace::{Locale, create_folder, write_file};

#[derive(clap::Args)]
pub(super) struct Args {
    #[arg(long, value_name = "DAY")]
    date: String,
    #[command(flatten)]
    scope: scope::Args,
    #[arg(long, value_enum, value_delimiter = ',', default_value = "csv,xlsx,html")]
    format: Vec<Format>,
    #[arg(long, value_enum)]
    locale: Option<Locale>,
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[arg(long, conflicts_with = "scope")]
    all: bool,
    #[arg(long, value_name = "DIR", conflicts_with = "out")]
    forms: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Csv,
    Xlsx,
    Html,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    let day = parse_day(&args.date)?;
    let evening_before = day.pred_opt().unwrap_or(day);
    let view = View::new(Period::day(day), Some(evening_before));
    let locale = args.locale.unwrap_or(workspace.settings.locale);
    let folder = context.output_folder(&workspace, args.forms.as_ref().or(args.out.as_ref()))?;
    let store = context.paired_store(&workspace)?;
    engine::refuse_rows(&workspace, &store)?;
    let scope = if args.all {
        Scope::company()
    } else {
        args.scope.find(&store)?
    };
    let prepared = Prepared::new(&workspace, &store, "worklist", view, std::slice::from_ref(&scope))?;
    create_folder(&folder)?;
    if args.forms.is_some() {
        let paths = forms::write(&prepared, &store, &scope, &folder)?;
        paths.iter().try_for_each(|path| outln!("{}", path.display()))?;
        return Ok(Outcome::Done);
    }
    let report = prepared.report(0, locale)?;
    let name = format!("worklist_{day}_{}", scope.file_part());
    for format in &args.format {
        let paths = match format {
            Format::Csv => {
                let path = folder.join(format!("{name}.csv"));
                let rows = worklist::rows(&store, view, &scope)?;
                // Excel knows UTF-8 by the mark.
                write_file(&path, &tabular::csv(&rows, true))?;
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
