//! Pages of the server: the reports' look, sections and texts in other frames, which lie in `report-templates/serve/`.

use minijinja::value::Serde;
use minijinja::{Environment, Value, context};

use super::templates::{SCRIPT, STYLE, add_folder, environment, render_one, without_forbidden};
use crate::diagnostic::Result;
use crate::library::Library;
use crate::percent::encoded;
use crate::report::accent::check_accent;
use crate::report::text::format::Format;
use crate::workspace::Locale;

const FOLDER: &str = "report-templates/serve";
const OWN_STYLE: &str = "report-templates/serve/serve.css";

/// Templates read and texts filled, for as long as the program runs.
pub struct Site {
    library: &'static Library,
    environment: Environment<'static>,
    format: Format,
    texts: Value,
    style: String,
    script: String,
}

impl Site {
    /// Reads all templates of a library.
    pub fn new(library: &'static Library, locale: Locale, accent: &str) -> Result<Self> {
        check_accent(accent)?;
        let format = Format::load(library, locale)?;
        let mut environment = environment(library)?;
        add_folder(&mut environment, library, FOLDER)?;
        environment.add_filter("in_address", |text: String| encoded(&text));
        let style = render_one(&environment, library, STYLE, context! { accent })?;
        let own = &library.get(OWN_STYLE)?.text;
        Ok(Self {
            library,
            environment,
            texts: Value::from(Serde(format.texts().table())),
            format,
            style: format!("{style}{own}"),
            script: library.get(SCRIPT)?.text.clone(),
        })
    }

    /// Numbers and words as the reports show them.
    pub fn format(&self) -> &Format {
        &self.format
    }

    pub fn library(&self) -> &'static Library {
        self.library
    }

    /// The style of all pages: the reports', and that of forms and frames.
    pub fn style(&self) -> &str {
        &self.style
    }

    /// The reports' script, without which every page works.
    pub fn script(&self) -> &str {
        &self.script
    }

    /// What the template `name` of the folder becomes of `values` and `t`, the texts.
    pub fn render(&self, name: &str, values: Value) -> Result<String> {
        let name = format!("{FOLDER}/{name}");
        let values = context! { t => &self.texts, ..values };
        render_one(&self.environment, self.library, &name, values).map(without_forbidden)
    }
}
