//! The dictionary of metrics, read from the headers of the SQL files in `queries/metrics/`.
//!
//! A workspace adds or replaces a metric by a file of its own; nothing else has to be told. All bad headers are
//! reported at once.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use super::clock::unsteady_word;
use super::needs::FACT_TABLES;
use crate::decimal::Decimal;
use crate::diagnostic::{Error, Result, did_you_mean};
use crate::header::Header;
use crate::library::{Library, Source};
use crate::message::{Message, say};
use crate::names::{self, Named};
use crate::word::{Word, words};
use crate::workspace::Locale;

pub use super::error::CatalogError;

const FOLDER: &str = "queries/metrics";
/// What only plans read.
const OF_PLANS: &str = "queries/incentive/measures";

/// The columns by which what a metric counts can be told apart: properties of the policy and its customer.
pub const SELECTABLE: [&str; 4] = ["product_line", "channel", "premium_mode", "customer_class"];

/// The name of a metric, such as `renewal_rate`: lower-case letters, digits and underscores.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MetricId(Arc<str>);

impl MetricId {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let fits = text.starts_with(|c: char| c.is_ascii_lowercase())
            && text
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        fits.then(|| Self(text.into()))
    }
}

impl fmt::Display for MetricId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

words! {
    /// What a value is measured in, which decides how it is shown.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Unit {
        /// A share, shown in percent.
        Ratio = "ratio",
        Count = "count",
        /// Points on a scale, shown with two decimals.
        Score = "score",
        /// Days, shown with one decimal.
        Days = "days",
        /// Cases per 10,000.
        PerTenThousand = "per_10000",
    }
}

impl Unit {
    /// What the quotient is multiplied by to give the value.
    pub fn factor(self) -> u32 {
        if self == Self::PerTenThousand { 10_000 } else { 1 }
    }
}

words! {
    /// Which way is better.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Direction {
        /// More is better.
        Higher = "higher",
        /// Less is better.
        Lower = "lower",
    }
}

words! {
    /// What numerator and denominator count, so that a value is held only against one of its kind.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Basis {
        /// Items, policies, answers: a proportion of cases when the unit is a ratio.
        Count = "count",
        /// Money.
        Premium = "premium",
        /// Points or days: no proportion of cases.
        Points = "points",
    }
}

/// A weighted sum of other metrics' values, unrounded: `0.7 * persistency_13_premium + 0.3 * persistency_13_count`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Composite {
    /// Weight and metric of each part.
    pub parts: Vec<(Decimal, MetricId)>,
}

impl Composite {
    fn parse(text: &str) -> Option<Self> {
        let part = |part: &str| {
            let (weight, id) = part.split_once('*')?;
            Some((weight.trim().parse().ok()?, MetricId::parse(id.trim())?))
        };
        Some(Self {
            parts: text.split('+').map(part).collect::<Option<_>>()?,
        })
    }
}

/// A list of rows a metric leaves out, with reasons: a file of `queries/explain/left_out/`, and the number it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The file's name without folder and extension.
    pub list: String,
    /// The `number` of its SQL, such as the months of a cohort.
    pub number: Option<i32>,
}

impl LeftOut {
    const FOLDER: &str = "queries/explain/left_out";

    /// `matured` or `cohort 14`.
    fn parse(text: &str) -> Option<Self> {
        let (list, number) = match text.split_once(' ') {
            Some((list, number)) => (list, Some(number.trim().parse().ok()?)),
            None => (text, None),
        };
        Some(Self {
            list: list.to_owned(),
            number,
        })
    }

    /// The name of its file.
    pub fn file(&self) -> String {
        format!("{}/{}.sql", Self::FOLDER, self.list)
    }
}

/// One metric: what its file says of itself, and the file.
#[derive(Clone, Debug)]
pub struct Metric {
    /// Its name, the same as its file's.
    pub id: MetricId,
    /// Title in Chinese.
    pub zh: String,
    /// Title in English.
    pub en: String,
    /// Definition in Chinese, for the dictionary.
    pub definition_zh: String,
    /// Definition in English.
    pub definition_en: String,
    /// What the value is measured in.
    pub unit: Unit,
    pub direction: Direction,
    pub basis: Basis,
    /// How it is made of other metrics, if it has no numerator and denominator of its own.
    pub composite: Option<Composite>,
    /// Tables of facts without which it would be a false zero.
    pub needs: Vec<String>,
    /// Where the definition comes from.
    pub source: String,
    /// True if it tells of a period ahead what is known of it today, as a list of due items does.
    pub looks_ahead: bool,
    /// What tells the rows it leaves out, where a value is explained.
    pub explain: Vec<LeftOut>,
    /// By which columns a plan can select a part of what it counts.
    pub columns: Vec<String>,
    pub file: Source,
}

impl Metric {
    /// Its title in `locale`.
    pub fn title(&self, locale: Locale) -> &str {
        locale.pick(&self.zh, &self.en)
    }

    /// Its definition in `locale`.
    pub fn definition(&self, locale: Locale) -> &str {
        locale.pick(&self.definition_zh, &self.definition_en)
    }

    /// True if the value is a share of cases, which has a Wilson interval.
    pub fn is_proportion(&self) -> bool {
        self.unit == Unit::Ratio && self.basis == Basis::Count
    }
}

/// All metrics by name.
#[derive(Clone, Debug)]
pub struct Catalog {
    metrics: Vec<Metric>,
    /// What only plans read.
    of_plans: Vec<Metric>,
}

impl Catalog {
    /// Reads the headers of all metric files.
    pub fn load(library: &Library) -> Result<Self> {
        let (catalog, errors) = Self::load_good(library);
        Error::all(errors)?;
        Ok(catalog)
    }

    /// The metrics whose headers are right, and what is wrong with the others.
    pub fn load_good(library: &Library) -> (Self, Vec<CatalogError>) {
        let mut errors = Vec::new();
        let mut of_folder = |folder: &str| {
            let mut metrics = Vec::new();
            for source in library.list(folder, ".sql") {
                match parse(source) {
                    Ok(metric) => metrics.push(metric),
                    Err(mut found) => errors.append(&mut found),
                }
            }
            metrics
        };
        let (metrics, of_plans) = (of_folder(FOLDER), of_folder(OF_PLANS));
        let catalog = Self { metrics, of_plans };
        errors.extend(catalog.metrics.iter().filter_map(|m| catalog.unknown_part(m)));
        errors.extend(catalog.metrics.iter().filter_map(|m| unknown_list(library, m)));
        (catalog, errors)
    }

    /// What a composite is made of must be there and have sums of its own.
    fn unknown_part(&self, metric: &Metric) -> Option<CatalogError> {
        let simple: Vec<&str> = self
            .metrics
            .iter()
            .filter(|m| m.composite.is_none())
            .map(|m| m.id.as_str())
            .collect();
        let (_, part) = metric
            .composite
            .as_ref()?
            .parts
            .iter()
            .find(|(_, part)| !simple.contains(&part.as_str()))?;
        let hint = did_you_mean(part.as_str(), &simple);
        let allowed = say!("errors.metric.bad_field.part", part = part.to_string(), hint);
        Some(bad_field(
            &metric.file,
            "composite",
            metric.file.header().get("composite").unwrap_or_default(),
            allowed,
        ))
    }

    /// The metrics, by name.
    pub fn metrics(&self) -> impl Iterator<Item = &Metric> {
        self.metrics.iter()
    }

    /// What plans can read: the metrics, and what nobody else reads.
    pub fn measures(&self) -> impl Iterator<Item = &Metric> {
        self.metrics.iter().chain(&self.of_plans)
    }

    /// The one of these with the id `name`.
    pub fn measure(&self, name: &str) -> Result<&Metric> {
        match self.of_plans.iter().find(|m| m.id.as_str() == name) {
            Some(metric) => Ok(metric),
            None => self.get(name),
        }
    }

    /// The metric that `said` is the id or a title of.
    pub fn find(&self, said: &str) -> Result<&Metric> {
        let named = |metric: &Metric| Named {
            id: metric.id.to_string(),
            names: vec![metric.zh.clone(), metric.en.clone()],
        };
        let known: Vec<Named> = self.metrics.iter().map(named).collect();
        match names::find(said, &known)? {
            Some(named) => self.get(&named.id),
            None => Err(CatalogError::Unknown {
                name: said.to_owned(),
                hint: names::hint(said, &known),
            }
            .into()),
        }
    }

    /// The tables `metric` needs; a composite needs what its parts need.
    pub fn needs<'c>(&'c self, metric: &'c Metric) -> BTreeSet<&'c str> {
        let parts = metric.composite.iter().flat_map(|composite| &composite.parts);
        let parts = parts.filter_map(|(_, part)| self.metrics.iter().find(|other| other.id == *part));
        let all = std::iter::once(metric).chain(parts);
        all.flat_map(|metric| metric.needs.iter().map(String::as_str)).collect()
    }

    /// The metric with the id `name`, if there is one.
    pub fn if_any(&self, name: &str) -> Option<&Metric> {
        self.metrics.iter().find(|metric| metric.id.as_str() == name)
    }

    /// The metric with the id `name`.
    pub fn get(&self, name: &str) -> Result<&Metric> {
        self.if_any(name).ok_or_else(|| {
            let known: Vec<&str> = self.metrics.iter().map(|m| m.id.as_str()).collect();
            CatalogError::Unknown {
                name: name.to_owned(),
                hint: did_you_mean(name, &known),
            }
            .into()
        })
    }
}

/// What a metric says it leaves out must be lists that are there.
fn unknown_list(library: &Library, metric: &Metric) -> Option<CatalogError> {
    let lists: Vec<&str> = library.list(LeftOut::FOLDER, ".sql").map(Source::stem).collect();
    let unknown = metric.explain.iter().find(|l| !lists.contains(&l.list.as_str()))?;
    let (folder, hint) = (LeftOut::FOLDER.to_owned(), did_you_mean(&unknown.list, &lists));
    let allowed = say!("errors.metric.bad_field.list", folder, hint);
    Some(bad_field(&metric.file, "explain", &unknown.list, allowed))
}

fn parse(source: &Source) -> std::result::Result<Metric, Vec<CatalogError>> {
    let header = source.header();
    let (mut errors, mut keys) = (Vec::new(), Vec::new());
    let mut field = |key: &'static str| {
        if header.get(key).is_none() {
            keys.push(key);
        }
        header.get(key).unwrap_or_default().to_owned()
    };
    let [id, zh, en] = ["id", "zh", "en"].map(&mut field);
    let [definition_zh, definition_en, origin] = ["definition_zh", "definition_en", "source"].map(&mut field);
    let [unit, direction, basis] = ["unit", "direction", "basis"].map(&mut field);
    if !keys.is_empty() {
        errors.push(CatalogError::MissingFields {
            file: source.name.clone(),
            keys,
        });
    }
    let unit = word::<Unit>(source, "unit", &unit, &mut errors);
    let direction = word::<Direction>(source, "direction", &direction, &mut errors);
    let basis = word::<Basis>(source, "basis", &basis, &mut errors);
    let parsed = MetricId::parse(&id).filter(|id| id.as_str() == source.stem());
    if parsed.is_none() && !id.is_empty() {
        errors.push(bad_field(
            source,
            "id",
            &id,
            say!("errors.metric.bad_field.id", name = source.stem().to_owned()),
        ));
    }
    let composite = header.get("composite").map(|text| (text, Composite::parse(text)));
    if let Some((text, None)) = &composite {
        let allowed = say!("errors.metric.bad_field.composite");
        errors.push(bad_field(source, "composite", text, allowed));
    }
    let explain = left_out(source, &header, &mut errors);
    let columns = SELECTABLE.into_iter().chain(header.list("where"));
    let columns = columns.map(str::to_owned).collect();
    let needs = needed(source, &header, &mut errors);
    errors.extend(unsteady_word(source).map(|(offset, word)| CatalogError::Unsteady {
        word: word.to_owned(),
        place: Box::new(source.place(offset)),
    }));
    match (parsed, unit, direction, basis) {
        (Some(id), Some(unit), Some(direction), Some(basis)) if errors.is_empty() => Ok(Metric {
            id,
            zh,
            en,
            definition_zh,
            definition_en,
            unit,
            direction,
            basis,
            composite: composite.and_then(|(_, parsed)| parsed),
            needs,
            source: origin,
            looks_ahead: header.get("looks_ahead") == Some("true"),
            explain,
            columns,
            file: source.clone(),
        }),
        _ => Err(errors),
    }
}

fn left_out(source: &Source, header: &Header, errors: &mut Vec<CatalogError>) -> Vec<LeftOut> {
    let mut lists = Vec::new();
    for text in header.list("explain") {
        match LeftOut::parse(text) {
            Some(list) => lists.push(list),
            None => errors.push(bad_field(
                source,
                "explain",
                text,
                say!("errors.metric.bad_field.explain"),
            )),
        }
    }
    lists
}

/// The tables of facts it names, which must be such.
fn needed(source: &Source, header: &Header, errors: &mut Vec<CatalogError>) -> Vec<String> {
    let known: Vec<&str> = FACT_TABLES.iter().map(|(table, _)| *table).collect();
    let tables = header.list("needs");
    errors.extend(tables.iter().filter(|table| !known.contains(table)).map(|table| {
        let words = known.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        bad_field(source, "needs", table, say!("errors.metric.bad_field.one_of", words))
    }));
    tables.into_iter().map(str::to_owned).collect()
}

/// What `text` means; an empty one was reported as missing already.
fn word<T: Word>(source: &Source, key: &'static str, text: &str, errors: &mut Vec<CatalogError>) -> Option<T> {
    let found = T::of_word(text);
    if found.is_none() && !text.is_empty() {
        let words: Vec<String> = T::WORDS.iter().map(|(word, _)| (*word).to_owned()).collect();
        errors.push(bad_field(
            source,
            key,
            text,
            say!("errors.metric.bad_field.one_of", words),
        ));
    }
    found
}

fn bad_field(source: &Source, key: &'static str, value: &str, allowed: Message) -> CatalogError {
    let offset = source.header().field(key).map_or(0, |f| f.offset);
    CatalogError::BadField {
        key,
        value: value.to_owned(),
        allowed,
        place: Box::new(source.place(offset)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mistake_of_a_header_is_told() {
        let source = Source {
            name: "queries/metrics/x.sql".into(),
            text: "-- id: y\n-- zh: 甲\n-- unit: percent\n-- direction: higher\n-- basis: count\nSELECT 1".into(),
            is_override: true,
        };
        let errors: Vec<String> = parse(&source).unwrap_err().iter().map(ToString::to_string).collect();
        assert_eq!(errors.len(), 3, "{errors:?}");
        assert!(
            errors.contains(&"`percent` is no unit of a metric".to_owned()),
            "{errors:?}"
        );
    }

    #[test]
    fn the_shipped_metrics_are_complete() {
        assert!(Catalog::load(&Library::shipped()).unwrap().metrics().count() > 0);
    }
}
