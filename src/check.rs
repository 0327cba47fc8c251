//! Audits of the data, and whether every definition can be used.
//!
//! An audit is a SQL file in `queries/audits/` that returns bad rows; its header says how grave they are and what to do.
//! A workspace adds one by a file of its own. Audits see the store and the facts and sums of one period.

use crate::contract::Contract;
use crate::diagnostic::{Diagnose, Mistakes, Place, Result};
use crate::library::{Library, Source};
use crate::message::messages;
use crate::metrics::dimension::DIMENSIONS;
use crate::metrics::explain::{self, Reasons};
use crate::metrics::{Catalog, Metric, Run, Sums, shape, steady};
use crate::report::definition::Definition;
use crate::report::measure;
use crate::store::{Params, Rows, Statement, Store, sql};
use crate::texts::Texts;
use crate::word::words;
use crate::workspace::Locale;

const FOLDER: &str = "queries/audits";

words! {
    /// How grave a finding is.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Severity {
        /// Numbers are wrong as long as it is there.
        Error = "error",
        /// Worth a look.
        Warning = "warning",
    }
}

/// One audit: what its file says of itself, and the file.
#[derive(Clone, Debug)]
pub struct Audit {
    /// The file's name without folder and extension.
    pub id: String,
    /// How grave what it finds is.
    pub severity: Severity,
    zh: String,
    en: String,
    hint_zh: String,
    hint_en: String,
    file: Source,
}

impl Audit {
    /// Its title in `locale`.
    pub fn title(&self, locale: Locale) -> &str {
        locale.pick(&self.zh, &self.en)
    }

    /// Its SQL.
    pub fn file(&self) -> &Source {
        &self.file
    }

    /// What to do about what it finds, in `locale`.
    pub fn hint(&self, locale: Locale) -> &str {
        locale.pick(&self.hint_zh, &self.hint_en)
    }

    fn parse(source: &Source) -> Result<Self, AuditError> {
        let header = source.header();
        let mut missing = Vec::new();
        let [word, zh, en, hint_zh, hint_en] = ["severity", "zh", "en", "hint_zh", "hint_en"].map(|key| {
            let value = header.get(key);
            if value.is_none() {
                missing.push(key);
            }
            value.unwrap_or_default().to_owned()
        });
        if !missing.is_empty() {
            return Err(AuditError::MissingFields {
                file: source.name.clone(),
                keys: missing,
            });
        }
        let Some(severity) = Severity::of_word(&word) else {
            let offset = header.field("severity").map_or(0, |f| f.offset);
            return Err(AuditError::BadSeverity {
                word,
                place: Box::new(source.place(offset)),
            });
        };
        Ok(Self {
            id: source.stem().to_owned(),
            severity,
            zh,
            en,
            hint_zh,
            hint_en,
            file: source.clone(),
        })
    }
}

messages! {
    "errors.audit"
    /// What is wrong with an audit's file.
    #[derive(Debug)]
    pub enum AuditError {
        /// A header without fields it needs.
        MissingFields { file: String, keys: Vec<&'static str> },
        BadSeverity { word: String, place: Box<Place> },
    }
}

impl Diagnose for AuditError {
    fn place(&self) -> Option<Place> {
        match self {
            Self::MissingFields { file, .. } => Some(Place::file(file)),
            Self::BadSeverity { place, .. } => Some(*place.clone()),
        }
    }
}

/// What one audit found.
#[derive(Clone, Debug)]
pub struct Finding {
    pub audit: Audit,
    /// How many bad rows there are.
    pub bad_rows: i64,
    pub first: Rows,
}

/// The files that can be used, with everything that is wrong with the others kept in `mistakes`.
#[derive(Debug)]
pub struct Definitions {
    catalog: Catalog,
    audits: Vec<Audit>,
}

impl Definitions {
    /// Reads contract, metrics, audits, templates, reports and texts.
    pub fn load(library: &Library, mistakes: &mut Mistakes) -> Self {
        mistakes.take(Contract::load(library));
        let (catalog, errors) = Catalog::load_good(library);
        mistakes.take(crate::Error::all(errors));
        let audits = library
            .list(FOLDER, ".sql")
            .filter_map(|source| mistakes.take(Audit::parse(source).map_err(Into::into)))
            .collect();
        for template in library.files().filter(|f| is_template(&f.name)) {
            mistakes.take(sql::check_template(template));
        }
        for report in library.files().filter_map(|f| report_name(&f.name)) {
            let definition = mistakes.take(Definition::load(library, report));
            for section in definition.iter().flat_map(|d| &d.sections) {
                mistakes.take(measure::metrics(&catalog, &section.metrics));
            }
        }
        for locale in [Locale::ZhCn, Locale::En] {
            mistakes.take(Texts::load(library, locale));
        }
        // One file has both languages.
        mistakes.take(Reasons::load(library, Locale::ZhCn));
        Self { catalog, audits }
    }

    /// Computes the sums of all metrics, which audits read. A metric whose statement cannot be used is a mistake, and
    /// then there are no sums.
    pub fn sum(&self, run: &Run<'_>, library: &Library, mistakes: &mut Mistakes) {
        let is_own = library.files().any(|file| {
            let makes_numbers = ["queries/metrics/", "queries/facts/"]
                .iter()
                .any(|folder| file.name.starts_with(folder));
            file.is_override && makes_numbers
        });
        let metrics: Vec<&Metric> = self.catalog.metrics().collect();
        // A metric that cannot be run would only be told again.
        if mistakes.take(shape::check(run, metrics.iter().copied())).is_some() {
            mistakes.take(Sums::compute(run, &self.catalog, &metrics, &DIMENSIONS));
            mistakes.take(explain::check_lists(run, metrics.iter().copied()));
            // Tests know it of the shipped files.
            if is_own {
                mistakes.take(steady::check(run, &metrics));
            }
        }
    }

    pub fn audits(&self) -> &[Audit] {
        &self.audits
    }

    /// Runs every audit on facts and sums; of each, up to `rows` bad rows are kept.
    pub fn audit(&self, store: &Store, rows: i64, mistakes: &mut Mistakes) -> Vec<Finding> {
        let findings = self.audits.iter().map(|audit| find(store, audit, rows));
        findings.filter_map(|finding| mistakes.take(finding)).collect()
    }
}

/// True for a template, by its name.
fn is_template(file: &str) -> bool {
    std::path::Path::new(file).extension().is_some_and(|e| e == "j2")
}

/// `monthly` for `queries/reports/monthly/report.toml`.
fn report_name(file: &str) -> Option<&str> {
    file.strip_prefix("queries/reports/")?.strip_suffix("/report.toml")
}

fn find(store: &Store, audit: &Audit, rows: i64) -> Result<Finding> {
    let library = store.library();
    let count = Statement::wrap(library.get("queries/check/count.sql")?, &audit.file)?;
    let counted = store.query(&count, &Params::none())?;
    let bad_rows = counted.first().and_then(|row| row.integer("bad_rows")).unwrap_or(0);
    let first = if bad_rows == 0 {
        Rows::default()
    } else {
        let first = Statement::wrap(library.get("queries/check/first.sql")?, &audit.file)?;
        store.query(&first, &Params::none().with("rows", rows))?
    };
    Ok(Finding {
        audit: audit.clone(),
        bad_rows,
        first,
    })
}
