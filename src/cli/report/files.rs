//! The files of a report: in which formats, in which language and where, and under which name.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::relations::neighbours;
use crate::cli::Context;
use crate::diagnostic::{Diagnose, Result};
use crate::library::Library;
use crate::message::{Grouped, messages, quoted};
use crate::metrics::Elsewhere;
use crate::period::View;
use crate::report::build::{Request, build_with};
use crate::report::format::Format;
use crate::report::model::Report;
use crate::report::{html, xlsx};
use crate::store::Store;
use crate::workspace::{Access, Locale, Workspace, create_folder, write_for};

messages! {
    "errors.output"
    /// What is told when not all files could be written.
    #[derive(Debug)]
    pub(super) enum OutputError {
        /// What was written before the error.
        Before { files: Vec<String> },
        /// Reports that were not tried any more.
        Stopped { missing: Grouped },
    }
}

impl Diagnose for OutputError {}

/// What is written where.
#[derive(clap::Args)]
pub(super) struct Files {
    #[arg(long, value_enum, value_delimiter = ',', default_value = "xlsx,html")]
    pub format: Vec<FileFormat>,
    #[arg(long, value_enum)]
    pub locale: Option<Locale>,
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Files {
    pub fn folder(&self, workspace: &Workspace, context: &Context) -> Result<PathBuf> {
        context.output_folder(workspace, self.out.as_ref())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum FileFormat {
    Xlsx,
    Html,
}

impl FileFormat {
    pub(super) fn extension(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Html => "html",
        }
    }
}

/// Builds the report once and writes it in each of `formats`; the paths written.
pub(in crate::cli) fn write(
    workspace: &Workspace,
    store: &Store,
    request: &Request,
    formats: &[FileFormat],
    folder: &Path,
) -> Result<Vec<PathBuf>> {
    write_with((workspace, store), request, formats, folder, None)
}

/// The same with figures of data that lie elsewhere, if so it is.
pub(in crate::cli) fn write_with(
    (workspace, store): (&Workspace, &Store),
    request: &Request,
    formats: &[FileFormat],
    folder: &Path,
    elsewhere: Option<&dyn Elsewhere>,
) -> Result<Vec<PathBuf>> {
    let mut report = build_with(workspace, store, request, elsewhere)?;
    let format = Format::load(&workspace.library, request.locale)?;
    let about = (request.name.as_str(), request.view.period);
    report.related = neighbours(folder, about, &request.scope, &format)?;
    create_folder(folder)?;
    let name = format!("{}_{}_{}", request.name, known(request.view), request.scope.file_part());
    write_files(&report, &workspace.library, formats, folder, &name)
}

/// Writes a finished report in each of `formats` under `name`; the paths written.
pub(in crate::cli) fn write_files(
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
pub(super) fn write_files_by(
    pages: &html::Pages<'_>,
    report: &Report,
    library: &Library,
    formats: &[FileFormat],
    folder: &Path,
    name: &str,
) -> Result<Vec<PathBuf>> {
    let access = if report.tells_of_pay() {
        Access::Private
    } else {
        Access::Usual
    };
    let mut paths: Vec<PathBuf> = Vec::new();
    for format in formats {
        let path = folder.join(format!("{name}.{}.{}", report.locale.tag(), format.extension()));
        let bytes = match format {
            FileFormat::Xlsx => xlsx::write(report, library),
            FileFormat::Html => pages.render(report).map(String::into_bytes),
        };
        if let Err(error) = bytes.and_then(|bytes| write_for(access, &path, &bytes)) {
            return Err(if paths.is_empty() {
                error
            } else {
                let files = quoted(paths.iter().map(|path| path.display()));
                error.and(OutputError::Before { files }.into())
            });
        }
        paths.push(path);
    }
    Ok(paths)
}

/// The period, and the day up to which it is known unless that is its last: `2026-06`, `2026-06@2026-06-20`.
pub(super) fn known(view: View) -> String {
    if view.as_of == view.period.last_on() {
        view.period.to_string()
    } else {
        format!("{}@{}", view.period, view.as_of)
    }
}
