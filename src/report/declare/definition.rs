//! What a report consists of: `queries/reports/<report>/report.toml`, and one SQL file per section with a statement.
//!
//! A section says what picture it is and of which metrics: one with a statement in the header of its file, any other in a
//! row of `report.toml`. A file of a section's name counts more than a row, and a list that names a shipped section need not
//! repeat its row.

use serde::Deserialize;
use toml::Spanned;

use crate::diagnostic::{Error, Place, Result, did_you_mean};
use crate::header::{Field, Header};
use crate::library::{Library, Source};
use crate::message::{Say, say};
use crate::period::Period;
use crate::report::error::ReportError;
use crate::report::model::Show;
use crate::word::{Word, words};
use crate::workspace::Locale;

/// The period of reports that are written for any.
const ANY_PERIOD: &str = "any";

/// A report as its files describe it.
pub struct Definition {
    /// Its name: `monthly`.
    pub name: String,
    /// Kind of period it covers, such as `month`.
    pub period: String,
    /// How many periods its trends show.
    pub history: usize,
    /// True if it is never written because a day has come.
    pub on_demand: bool,
    zh: String,
    en: String,
    /// Its sections in reading order.
    pub sections: Vec<SectionDefinition>,
}

/// One section as its file or row describes it.
pub struct SectionDefinition {
    /// Its anchor: its name with dashes.
    pub id: String,
    pub kind: Kind,
    pub show: Show,
    pub metrics: Vec<String>,
    header: Header,
    /// Where it stands: its own file, or `report.toml`.
    pub source: Source,
    /// Its statement without comments; empty if it has none.
    pub statement: String,
}

words! {
    /// The kinds of picture a section can be.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Kind {
        /// Sentences by rule, each with the section it comes from.
        Highlights = "highlights",
        /// A handful of figures with sparklines.
        Tiles = "tiles",
        /// The same of what the statement gives: a column per figure, a row per period.
        Figures = "figures",
        /// Bars of the level below the report's scope.
        Bars = "bars",
        Scorecard = "scorecard",
        /// Two dimensions against each other; the statement gives row, column, layer, numerator and denominator.
        Heat = "heat",
        /// Lines over thirteen periods.
        Trend = "trend",
        /// Rows and columns as the statement gives them, perhaps with a picture.
        Table = "table",
        /// What the report's metrics mean.
        Dictionary = "dictionary",
    }
}

impl Kind {
    /// True if it shows what a statement returns.
    pub fn has_statement(self) -> bool {
        matches!(self, Self::Highlights | Self::Figures | Self::Heat | Self::Table)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReportFile {
    period: String,
    #[serde(default = "usual_history")]
    history: usize,
    #[serde(default)]
    on_demand: bool,
    zh: String,
    en: String,
    sections: Vec<String>,
    #[serde(default)]
    section: Vec<SectionRow>,
    /// Said what the statements read before naming a table made it; kept for a version, so that older files load.
    #[serde(default, rename = "worklist")]
    _worklist: bool,
    #[serde(default, rename = "risk")]
    _risk: bool,
}

/// A section without a statement.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SectionRow {
    id: Spanned<String>,
    kind: Spanned<String>,
    zh: String,
    en: String,
    note_zh: Option<String>,
    note_en: Option<String>,
    #[serde(default)]
    metrics: Vec<String>,
    #[serde(default)]
    needs: Vec<String>,
    limits: Option<String>,
    show: Option<String>,
    when_empty: Option<String>,
}

/// Number of periods in a trend unless the report says otherwise.
fn usual_history() -> usize {
    13
}

impl Definition {
    /// Reads the files of the report `name`; all bad sections are told at once.
    pub fn load(library: &Library, name: &str) -> Result<Self> {
        let source = library.get(&format!("queries/reports/{name}/report.toml"))?;
        let report = ReportFile::parse(source)?;
        let shipped = if source.is_override {
            Library::shipped_file(&source.name)
        } else {
            None
        };
        let shipped_report = shipped.as_ref().map(ReportFile::parse).transpose()?;
        let shipped = shipped.as_ref().zip(shipped_report.as_ref());
        let row = |id: &str| {
            let files = std::iter::once((source, &report)).chain(shipped);
            let mut rows = files.flat_map(|(source, file)| file.section.iter().map(move |row| (source, row)));
            rows.find(|(_, row)| row.id.get_ref() == id)
        };
        let (mut sections, mut errors) = (Vec::new(), Vec::new());
        for id in &in_reading_order(library, name, &report.sections)? {
            let file = format!("queries/reports/{name}/{id}.sql");
            let section = match (library.if_any(&file), row(id)) {
                (None, Some((source, row))) => SectionDefinition::of_row(source, row),
                (Some(source), _) => SectionDefinition::of_file(source, id),
                (None, None) => library
                    .get(&file)
                    .and_then(|source| SectionDefinition::of_file(source, id)),
            };
            match section {
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

    /// True if it is written for such periods.
    pub fn covers(&self, period: Period) -> bool {
        [ANY_PERIOD, period.kind().word()].contains(&self.period.as_str())
    }
}

/// The words of a list as a hint names them.
fn known_words<T>(words: &[(&str, T)]) -> String {
    let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    known.join(", ")
}

/// The sections of the list, and files of the folder that say themselves behind which section they stand.
fn in_reading_order(library: &Library, report: &str, listed: &[String]) -> Result<Vec<String>> {
    let mut ids = listed.to_vec();
    for file in library.list(&format!("queries/reports/{report}"), ".sql") {
        let header = file.header();
        let Some(after) = header
            .field("after")
            .filter(|_| !ids.iter().any(|id| id == file.stem()))
        else {
            continue;
        };
        let Some(place) = ids.iter().position(|id| *id == after.value) else {
            let known: Vec<&str> = listed.iter().map(String::as_str).collect();
            return Err(ReportError::Definition {
                message: say!(
                    "errors.report.definition.after_nothing",
                    id = file.stem().to_owned(),
                    after = after.value
                ),
                place: Box::new(file.place(after.offset)),
                hint: did_you_mean(&after.value, &known),
            }
            .into());
        };
        ids.insert(place + 1, file.stem().to_owned());
    }
    Ok(ids)
}

impl ReportFile {
    fn parse(source: &Source) -> Result<Self> {
        let read = toml::from_str(&source.text).map_err(|error| ReportError::Definition {
            message: Say::message(&error),
            place: Box::new(source.place(error.span().map_or(0, |s| s.start))),
            hint: say!("errors.report.definition.shipped"),
        });
        Ok(read?)
    }
}

impl SectionDefinition {
    fn of_file(file: &Source, id: &str) -> Result<Self> {
        Self::new(id, file.header(), file, file.statement())
    }

    fn of_row(file: &Source, row: &SectionRow) -> Result<Self> {
        let field = |key: &str, value: String| Field {
            key: key.to_owned(),
            value,
            offset: row.id.span().start,
        };
        let mut fields = vec![field("zh", row.zh.clone()), field("en", row.en.clone())];
        fields.push(Field {
            offset: row.kind.span().start,
            ..field("kind", row.kind.get_ref().clone())
        });
        fields.push(field("metrics", row.metrics.join(", ")));
        fields.push(field("needs", row.needs.join(", ")));
        let optional = [
            ("note_zh", &row.note_zh),
            ("note_en", &row.note_en),
            ("limits", &row.limits),
            ("show", &row.show),
            ("when_empty", &row.when_empty),
        ];
        fields.extend(
            optional
                .into_iter()
                .filter_map(|(key, value)| Some(field(key, value.clone()?))),
        );
        let section = Self::new(row.id.get_ref(), Header::of(fields), file, String::new())?;
        if section.kind.has_statement() {
            return Err(ReportError::Definition {
                message: say!("errors.report.definition.no_statement", id = section.id),
                place: Box::new(section.place("kind")),
                hint: say!("errors.report.definition.file", id = row.id.get_ref()),
            }
            .into());
        }
        Ok(section)
    }

    fn new(id: &str, header: Header, source: &Source, statement: String) -> Result<Self> {
        let word = header.get("kind").unwrap_or_default();
        let Some(kind) = Kind::of_word(word) else {
            let known = known_words(Kind::WORDS);
            return Err(ReportError::Definition {
                message: say!(
                    "errors.report.definition.unknown_kind",
                    id = id.to_owned(),
                    word = word.to_owned()
                ),
                place: Box::new(source.place(header.field("kind").map_or(0, |f| f.offset))),
                hint: say!("errors.report.definition.kind", known),
            }
            .into());
        };
        let word = header.get("show").unwrap_or(Show::Open.word());
        let Some(show) = Show::of_word(word) else {
            return Err(ReportError::Definition {
                message: say!(
                    "errors.report.definition.unknown_show",
                    id = id.to_owned(),
                    word = word.to_owned()
                ),
                place: Box::new(source.place(header.field("show").map_or(0, |f| f.offset))),
                hint: say!("errors.report.definition.show", known = known_words(Show::WORDS)),
            }
            .into());
        };
        let metrics = header.list("metrics").into_iter().map(str::to_owned).collect();
        Ok(Self {
            id: id.replace('_', "-"),
            kind,
            show,
            metrics,
            header,
            source: source.clone(),
            statement,
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
        self.source
            .place(self.header.field(key).map_or(0, |field| field.offset))
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The sections of the weekly review with one more file in a workspace.
    fn sections(header: &str) -> Result<Vec<String>> {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("queries/reports/weekly");
        std::fs::create_dir_all(&folder).unwrap();
        let text = format!("-- zh: 甲\n-- en: A\n-- kind: table\n{header}\nSELECT 1 AS n\n");
        std::fs::write(folder.join("own.sql"), text).unwrap();
        let library = Library::with_overrides(root.path())?;
        let definition = Definition::load(&library, "weekly")?;
        Ok(definition.sections.into_iter().map(|section| section.id).collect())
    }

    #[test]
    fn a_file_that_says_behind_which_section_it_stands_need_not_be_listed() {
        let shipped = sections("").unwrap();
        assert!(!shipped.contains(&"own".to_owned()), "{shipped:?}");
        let with_own = sections("-- after: control").unwrap();
        let place = with_own.iter().position(|id| id == "own").unwrap();
        assert_eq!(
            (with_own.len(), with_own[place - 1].as_str()),
            (shipped.len() + 1, "control")
        );
        let refused = sections("-- after: contrl").unwrap_err().to_string();
        assert!(
            refused.contains("after no section: `contrl`") && refused.contains("`control`"),
            "{refused}"
        );
    }
}
