//! Templates of the library: read strictly, escaped whatever their names, their mistakes told with their place.

use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};

use crate::diagnostic::{Place, Result};
use crate::library::{Library, Source};
use crate::message::say;
use crate::report::error::ReportError;
use crate::template;
use crate::texts::fill;

pub(super) const FOLDER: &str = "report-templates";
pub(super) const STYLE: &str = "report-templates/style.css.j2";
pub(super) const SCRIPT: &str = "report-templates/report.js";

/// The page with what HTML forbids (control characters, code points that are no characters) shown as the sign for
/// unreadable ones.
pub(super) fn without_forbidden(page: String) -> String {
    let forbidden = |c: char| {
        let code = u32::from(c);
        (c.is_control() && c != '\n' && c != '\t') || code & 0xfffe == 0xfffe || (0xfdd0..=0xfdef).contains(&code)
    };
    if page.contains(forbidden) {
        return page.replace(forbidden, "\u{fffd}");
    }
    page
}

/// All templates of the library under their names below `report-templates/`.
pub(super) fn environment(library: &Library) -> Result<Environment<'_>> {
    let mut environment = template::environment();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_filter("fill", fill_filter);
    for folder in [FOLDER, "report-templates/sections", "report-templates/charts"] {
        add_folder(&mut environment, library, folder)?;
    }
    Ok(environment)
}

/// Adds the templates of a folder.
pub(super) fn add_folder<'l>(environment: &mut Environment<'l>, library: &'l Library, folder: &'l str) -> Result<()> {
    for source in library.list(folder, ".j2") {
        template::add(environment, short_name(&source.name), &source.text)
            .map_err(|error| template_error(&error, library, &source.name))?;
    }
    Ok(())
}

/// `text | fill(name=value)`: puts values where the text says `{name}`.
#[allow(clippy::needless_pass_by_value, reason = "filters take their arguments so")]
fn fill_filter(text: &str, values: minijinja::value::Kwargs) -> std::result::Result<String, minijinja::Error> {
    let mut pairs = Vec::new();
    for key in values.args() {
        pairs.push((key, values.get::<Value>(key)?.to_string()));
    }
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(key, value)| (*key, value.as_str())).collect();
    Ok(fill(text, &pairs))
}

fn short_name(name: &str) -> &str {
    name.strip_prefix(FOLDER)
        .map_or(name, |rest| rest.trim_start_matches('/'))
}

pub(super) fn render_one(
    environment: &Environment<'_>,
    library: &Library,
    name: &str,
    context: Value,
) -> Result<String> {
    library.get(name)?;
    template::render(environment, short_name(name), context)
        .map_err(|error| template_error(&error, library, name).into())
}

/// The innermost error that knows its place: an included section rather than the page that includes it.
fn template_error(error: &minijinja::Error, library: &Library, fallback: &str) -> ReportError {
    let mut deepest = error;
    let mut next = std::error::Error::source(error);
    while let Some(source) = next {
        if let Some(inner) = source.downcast_ref::<minijinja::Error>() {
            deepest = inner;
        }
        next = source.source();
    }
    let name = deepest
        .name()
        .map_or_else(|| fallback.to_owned(), |name| format!("{FOLDER}/{name}"));
    let place = library
        .get(&name)
        .map_or_else(|_| Place::file(&name), |source| place_of(source, deepest));
    let detail = deepest.detail().map_or_else(
        || deepest.kind().to_string(),
        |detail| format!("{}: {detail}", deepest.kind()),
    );
    ReportError::Template {
        message: say!("errors.parts.template", detail),
        place: Box::new(place),
    }
}

fn place_of(source: &Source, error: &minijinja::Error) -> Place {
    let line = error.line().unwrap_or(1);
    let line_start: usize = source.text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let offset = error.range().map_or(line_start, |range| range.start.max(line_start));
    source.place(offset)
}
