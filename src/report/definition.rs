//! What a report consists of: `queries/reports/<report>/report.toml` and one SQL file per section.
//!
//! A section's file says in its header what picture it is and of which metrics; a section whose cells are cut in a way
//! of its own (the 九宫图) carries a statement too.

use serde::Deserialize;

use super::error::ReportError;
use crate::diagnostic::{Error, Place, Result};
use crate::header::Header;
use crate::library::{Library, Source};
use crate::message::say;
use crate::workspace::Locale;

/// A report as its files describe it.
pub struct Definition {
    /// Its name: `monthly`.
    pub name: String,
    /// Kind of period it covers, such as `month`.
    pub period: String,
    /// How many periods its trends show.
    pub history: usize,
    /// True if its sections read the worklists of the day and the next.
    pub worklist: bool,
    /// True if its sections read the risk of open items.
    pub risk: bool,
    /// True if it is never written because a day has come.
    pub on_demand: bool,
    zh: String,
    en: String,
    /// Its sections in reading order.
    pub sections: Vec<SectionFile>,
}

/// One section's file.
pub struct SectionFile {
    /// Its anchor: the file's name.
    pub id: String,
    pub kind: Kind,
    pub metrics: Vec<String>,
    header: Header,
    /// The file, with its statement if it has one.
    pub file: Source,
}

/// The kinds of picture a section can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A handful of figures with sparklines.
    Tiles,
    /// The same of what the statement gives: a column per figure, a row per period.
    Figures,
    /// Bars of the level below the report's scope.
    Bars,
    Scorecard,
    /// Two dimensions against each other; the statement gives row, column, layer, numerator and denominator.
    Heat,
    /// Lines over thirteen periods.
    Trend,
    /// Rows and columns as the statement gives them, perhaps with a picture.
    Table,
    /// What the report's metrics mean.
    Dictionary,
}

impl Kind {
    const ALL: [(&'static str, Self); 8] = [
        ("tiles", Self::Tiles),
        ("figures", Self::Figures),
        ("bars", Self::Bars),
        ("scorecard", Self::Scorecard),
        ("heat", Self::Heat),
        ("trend", Self::Trend),
        ("table", Self::Table),
        ("dictionary", Self::Dictionary),
    ];
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReportFile {
    period: String,
    #[serde(default = "usual_history")]
    history: usize,
    #[serde(default)]
    worklist: bool,
    #[serde(default)]
    risk: bool,
    #[serde(default)]
    on_demand: bool,
    zh: String,
    en: String,
    sections: Vec<String>,
}

/// Number of periods in a trend unless the report says otherwise.
fn usual_history() -> usize {
    13
}

impl Definition {
    /// Reads the files of the report `name`; all bad sections are told at once.
    pub fn load(library: &Library, name: &str) -> Result<Self> {
        let source = library.get(&format!("queries/reports/{name}/report.toml"))?;
        let report: ReportFile = toml::from_str(&source.text).map_err(|error| ReportError::Definition {
            message: error.message().trim().to_owned(),
            place: Box::new(source.place(error.span().map_or(0, |s| s.start))),
            hint: say!("errors.report.definition.shipped"),
        })?;
        let (mut sections, mut errors) = (Vec::new(), Vec::new());
        for id in &report.sections {
            match SectionFile::load(library, name, id) {
                Ok(section) => sections.push(section),
                Err(error) => errors.push(error),
            }
        }
        if let Some(first) = errors.into_iter().reduce(Error::and) {
            return Err(first);
        }
        Ok(Self {
            name: name.to_owned(),
            period: report.period,
            history: report.history,
            worklist: report.worklist,
            risk: report.risk,
            on_demand: report.on_demand,
            zh: report.zh,
            en: report.en,
            sections,
        })
    }

    /// Its title in `locale`.
    pub fn title(&self, locale: Locale) -> &str {
        locale.pick(&self.zh, &self.en)
    }
}

impl SectionFile {
    fn load(library: &Library, report: &str, id: &str) -> Result<Self> {
        let file = library.get(&format!("queries/reports/{report}/{id}.sql"))?.clone();
        let header = file.header();
        let word = header.get("kind").unwrap_or_default();
        let Some((_, kind)) = Kind::ALL.into_iter().find(|(known, _)| *known == word) else {
            let known = Kind::ALL.map(|(word, _)| word).join(", ");
            return Err(ReportError::Definition {
                message: format!("the section `{id}` is of no known kind: `{word}`"),
                place: Box::new(file.place(header.field("kind").map_or(0, |f| f.offset))),
                hint: say!("errors.report.definition.kind", known),
            }
            .into());
        };
        let metrics = header.list("metrics").into_iter().map(str::to_owned).collect();
        Ok(Self {
            id: id.replace('_', "-"),
            kind,
            metrics,
            header,
            file,
        })
    }

    /// True if the section is left out of reports where its table has no rows.
    pub fn is_optional(&self) -> bool {
        self.text_of("when_empty") == "leave_out"
    }

    /// The text of the header's field `key_zh` or `key_en`, whichever `locale` wants; empty if it is absent.
    pub fn text(&self, key: &str, locale: Locale) -> &str {
        let suffix = locale.pick("zh", "en");
        let key = if key.is_empty() {
            suffix.to_owned()
        } else {
            format!("{key}_{suffix}")
        };
        self.header.get(&key).unwrap_or_default()
    }

    /// The header's field `key`; empty if it is absent.
    pub fn text_of(&self, key: &str) -> &str {
        self.header.get(key).unwrap_or_default()
    }

    /// The place of the header's field `key`, or of the file's start.
    pub fn place(&self, key: &str) -> Place {
        self.file.place(self.header.field(key).map_or(0, |field| field.offset))
    }

    /// The words of the header's list `key`.
    pub fn list(&self, key: &str) -> Vec<&str> {
        self.header.list(key)
    }

    /// The words of the list `key_zh` or `key_en`.
    pub fn texts(&self, key: &str, locale: Locale) -> Vec<String> {
        let key = format!("{key}_{}", locale.pick("zh", "en"));
        self.header.list(&key).into_iter().map(str::to_owned).collect()
    }
}
