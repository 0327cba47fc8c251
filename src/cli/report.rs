//! `report`: a periodic review as workbook and HTML.

mod all;

use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};

use super::output::outln;
use super::{Context, Outcome};
use crate::diagnostic::Result;
use crate::library::Library;
use crate::period::{Period, View, parse_day};
use crate::report::build::{Request, build};
use crate::report::model::{Level, Report};
use crate::report::scope::Scope;
use crate::report::{html, xlsx};
use crate::store::Store;
use crate::workspace::{Locale, Workspace, create_folder, write_file};

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    report: Name,
}

#[derive(Subcommand)]
enum Name {
    /// The daily review
    Daily(Options),
    /// The weekly review
    Weekly(Options),
    /// The monthly review
    Monthly(Options),
    /// The quarterly review
    Quarterly(Options),
    /// Whatever falls due on a day, for the company and all branches and teams
    All(all::Args),
}

#[derive(clap::Args)]
struct Options {
    /// The period, such as 2026-06-12, 2026-W24, 2026-06 or 2026-Q2
    #[arg(long, value_name = "P")]
    period: String,
    /// Only facts up to this day; by default the period's last
    #[arg(long, value_name = "DAY")]
    as_of: Option<String>,
    /// About one branch
    #[arg(long, value_name = "ID", group = "scope")]
    branch: Option<String>,
    /// About one team
    #[arg(long, value_name = "ID", group = "scope")]
    team: Option<String>,
    /// About one specialist
    #[arg(long, value_name = "ID", group = "scope")]
    specialist: Option<String>,
    #[command(flatten)]
    files: Files,
}

/// What is written where.
#[derive(clap::Args)]
struct Files {
    /// What to write
    #[arg(long, value_enum, value_delimiter = ',', default_value = "xlsx,html")]
    format: Vec<FileFormat>,
    /// Language; by default the workspace's
    #[arg(long, value_enum)]
    locale: Option<Locale>,
    /// Where the files go; by default the workspace's reports/
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Files {
    fn folder(&self, workspace: &Workspace, context: &Context) -> PathBuf {
        let out = self.out.as_ref();
        out.map_or_else(|| workspace.reports_dir(), |folder| context.at(folder))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FileFormat {
    /// An Excel workbook
    Xlsx,
    /// One self-contained HTML file
    Html,
}

impl FileFormat {
    fn extension(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Html => "html",
        }
    }
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
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
    let request = Request {
        name: name.to_owned(),
        view: View::new(period, as_of),
        scope: scope(options),
        locale: options.files.locale.unwrap_or(workspace.settings.locale),
    };
    let out = options.files.folder(&workspace, context);
    let store = Store::open_closed(&workspace)?;
    for path in write(&workspace, &store, &request, &options.files.format, &out)? {
        outln!("{}", path.display())?;
    }
    Ok(Outcome::Done)
}

fn scope(options: &Options) -> Scope {
    let of = |level, id: &Option<String>| id.clone().map(|id| Scope { level, id });
    of(Level::Branch, &options.branch)
        .or_else(|| of(Level::Team, &options.team))
        .or_else(|| of(Level::Specialist, &options.specialist))
        .unwrap_or_else(Scope::company)
}

/// Builds the report once and writes it in each of `formats`; the paths written.
pub(super) fn write(
    workspace: &Workspace,
    store: &Store,
    request: &Request,
    formats: &[FileFormat],
    folder: &Path,
) -> Result<Vec<PathBuf>> {
    let report = build(workspace, store, request)?;
    create_folder(folder)?;
    let name = format!("{}_{}_{}", request.name, known(request.view), request.scope.file_part());
    write_files(&report, &workspace.library, formats, folder, &name)
}

/// Writes a finished report in each of `formats` under `name`; the paths written.
pub(super) fn write_files(
    report: &Report,
    library: &Library,
    formats: &[FileFormat],
    folder: &Path,
    name: &str,
) -> Result<Vec<PathBuf>> {
    let pages = html::Pages::new(library, report.locale, &report.accent)?;
    write_files_by(&pages, report, library, formats, folder, name)
}

/// The same with templates that were read before.
fn write_files_by(
    pages: &html::Pages<'_>,
    report: &Report,
    library: &Library,
    formats: &[FileFormat],
    folder: &Path,
    name: &str,
) -> Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for format in formats {
        let bytes = match format {
            FileFormat::Xlsx => xlsx::write(report, library)?,
            FileFormat::Html => pages.render(report)?.into_bytes(),
        };
        let path = folder.join(format!("{name}.{}.{}", report.locale.tag(), format.extension()));
        write_file(&path, &bytes)?;
        paths.push(path);
    }
    Ok(paths)
}

/// The period, and the day up to which it is known unless that is its last: `2026-06`, `2026-06@2026-06-20`.
fn known(view: View) -> String {
    if view.as_of == view.period.last_on() {
        view.period.to_string()
    } else {
        format!("{}@{}", view.period, view.as_of)
    }
}
