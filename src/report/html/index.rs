//! The list of the reports that lie in a folder, as a page with links beside the files: a heading for each day, the newest first.

use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;

use super::policy;
use super::templates::{STYLE, environment, render_one, without_forbidden};
use crate::diagnostic::Result;
use crate::library::Library;
use crate::report::text::format::Format;
use crate::workspace::Locale;

/// The reports of one day.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Day {
    /// Their as-of day.
    pub day: String,
    pub entries: Vec<Entry>,
}

/// One report with the files it was written to.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    pub report: String,
    pub period: String,
    pub scope: String,
    /// Name of the format and address of the file, as seen from the page.
    pub files: Vec<[String; 2]>,
}

/// The page; `failed` names what could not be written on `day`.
pub fn index(
    library: &Library,
    locale: Locale,
    accent: &str,
    day: &str,
    days: &[Day],
    failed: &[String],
) -> Result<String> {
    let format = Format::load(library, locale)?;
    let environment = environment(library)?;
    let style = render_one(&environment, library, STYLE, context! { accent })?;
    let context = context! {
        day, days => Serde(days), failed => Serde(failed),
        t => Serde(format.texts().table()),
        policy => policy::of(&style, ""),
        style => minijinja::Value::from_safe_string(style),
    };
    let page = render_one(&environment, library, "report-templates/index.html.j2", context)?;
    Ok(without_forbidden(page))
}
