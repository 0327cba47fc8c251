//! Pages from templates, which are read once for any number of them.

use minijinja::value::Serde;
use minijinja::{Environment, Value, context};

use super::templates::{FOLDER, SCRIPT, STYLE, environment, render_one, without_forbidden};
use super::{policy, view};
use crate::diagnostic::Result;
use crate::library::Library;
use crate::report::accent::check_accent;
use crate::report::error::ReportError;
use crate::report::model::Report;
use crate::report::text::format::Format;
use crate::workspace::Locale;

/// The file's content.
pub fn render(report: &Report, library: &Library) -> Result<String> {
    Pages::new(library, report.locale, &report.accent)?.render(report)
}

/// Templates read and texts filled, for any number of pages of one language and accent.
pub struct Pages<'l> {
    library: &'l Library,
    environment: Environment<'l>,
    format: Format,
    texts: Value,
    style: Value,
    script: Value,
    policy: String,
}

impl<'l> Pages<'l> {
    /// Reads all templates of the library.
    pub fn new(library: &'l Library, locale: Locale, accent: &str) -> Result<Self> {
        check_accent(accent)?;
        let format = Format::load(library, locale)?;
        let environment = environment(library)?;
        let style = render_one(&environment, library, STYLE, context! { accent })?;
        let script = library.get(SCRIPT)?.text.clone();
        for (file, text) in [(STYLE, &style), (SCRIPT, &script)] {
            if text.contains("</") {
                return Err(ReportError::Unclosed { file: file.to_owned() }.into());
            }
        }
        Ok(Self {
            library,
            environment,
            texts: Value::from(Serde(format.texts().table())),
            format,
            policy: policy::of(&style, &script),
            style: Value::from_safe_string(style),
            script: Value::from_safe_string(script),
        })
    }

    /// The page of a report in this language.
    pub fn render(&self, report: &Report) -> Result<String> {
        let context = context! {
            page => view::page(report, &self.format)?,
            t => &self.texts,
            policy => &self.policy,
            style => &self.style,
            script => &self.script,
        };
        let name = format!("{FOLDER}/{}.html.j2", report.name);
        render_one(&self.environment, self.library, &name, context).map(without_forbidden)
    }
}
