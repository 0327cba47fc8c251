//! The list of what a run wrote, as a page with links beside the files.

use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;

use super::policy;
use super::templates::{STYLE, environment, render_one, without_forbidden};
use crate::diagnostic::Result;
use crate::library::Library;
use crate::report::model::Report;
use crate::report::text::format::Format;
use crate::workspace::Locale;

/// One report with the files it was written to.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    report: String,
    period: String,
    scope: String,
    /// Name of the format and address of the file, as seen from the page.
    files: Vec<[String; 2]>,
}

impl Entry {
    /// The entry of `report`; `files` are names of formats and of files beside the page.
    pub fn new(report: &Report, format: &Format, files: Vec<[String; 2]>) -> Result<Self> {
        Ok(Self {
            report: report.title.clone(),
            period: format.period(report.period)?,
            scope: report.scope.clone(),
            files,
        })
    }
}

/// The page for what was written on `day`; `failed` names what could not be.
pub fn index(
    library: &Library,
    locale: Locale,
    accent: &str,
    day: &str,
    entries: &[Entry],
    failed: &[String],
) -> Result<String> {
    let format = Format::load(library, locale)?;
    let environment = environment(library)?;
    let style = render_one(&environment, library, STYLE, context! { accent })?;
    let context = context! {
        day, entries => Serde(entries), failed => Serde(failed),
        t => Serde(format.texts().table()),
        policy => policy::of(&style, ""),
        style => minijinja::Value::from_safe_string(style),
    };
    let page = render_one(&environment, library, "report-templates/index.html.j2", context)?;
    Ok(without_forbidden(page))
}
