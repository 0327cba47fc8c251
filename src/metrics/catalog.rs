//! The dictionary of metrics, read from the headers of the SQL files in `queries/metrics/`.
//!
//! A workspace adds or replaces a metric by a file of its own; nothing else has to be told. All bad headers are
//! reported at once.

use std::fmt;

use super::shape::COLUMN_NAMES;
use crate::decimal::Decimal;
use crate::diagnostic::{Diagnose, Error, Place, Result, did_you_mean};
use crate::library::{Library, Source};
use crate::workspace::Locale;

const FOLDER: &str = "queries/metrics";

/// The name of a metric, such as `renewal_rate`: lower-case letters, digits and underscores.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MetricId(String);

impl MetricId {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let fits = text.starts_with(|c: char| c.is_ascii_lowercase())
            && text
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        fits.then(|| Self(text.to_owned()))
    }
}

impl fmt::Display for MetricId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a value is measured in, which decides how it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A share, shown in percent.
    Ratio,
    /// A number of things.
    Count,
    /// Points on a scale, shown with two decimals.
    Score,
    /// Days, shown with one decimal.
    Days,
    /// Cases per 10,000.
    PerTenThousand,
}

impl Unit {
    const ALL: [(&'static str, Self); 5] = [
        ("ratio", Self::Ratio),
        ("count", Self::Count),
        ("score", Self::Score),
        ("days", Self::Days),
        ("per_10000", Self::PerTenThousand),
    ];

    /// What the quotient is multiplied by to give the value.
    #[must_use]
    pub fn factor(self) -> u32 {
        if self == Self::PerTenThousand { 10_000 } else { 1 }
    }
}

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
}

impl Direction {
    const ALL: [(&'static str, Self); 2] = [("higher", Self::Higher), ("lower", Self::Lower)];
}

/// What numerator and denominator count, so that a value is held only against one of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Items, policies, answers: a proportion of cases when the unit is a ratio.
    Count,
    /// Money.
    Premium,
    /// Points or days: no proportion of cases.
    Points,
}

impl Basis {
    const ALL: [(&'static str, Self); 3] = [
        ("count", Self::Count),
        ("premium", Self::Premium),
        ("points", Self::Points),
    ];

    /// The word as files write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(_, basis)| *basis == self)
            .map_or("", |(word, _)| word)
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
    /// Which way is better.
    pub direction: Direction,
    /// What is counted.
    pub basis: Basis,
    /// How it is made of other metrics, if it has no numerator and denominator of its own.
    pub composite: Option<Composite>,
    /// Where the definition comes from.
    pub source: String,
    /// The SQL.
    pub file: Source,
}

impl Metric {
    /// Its title in `locale`.
    #[must_use]
    pub fn title(&self, locale: Locale) -> &str {
        locale.pick(&self.zh, &self.en)
    }

    /// Its definition in `locale`.
    #[must_use]
    pub fn definition(&self, locale: Locale) -> &str {
        locale.pick(&self.definition_zh, &self.definition_en)
    }

    /// True if the value is a share of cases, which has a Wilson interval.
    #[must_use]
    pub fn is_proportion(&self) -> bool {
        self.unit == Unit::Ratio && self.basis == Basis::Count
    }
}

/// What is wrong with a metric or a name looked up.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// No metric of that name.
    #[error("there is no metric `{name}`")]
    Unknown {
        /// The name asked for.
        name: String,
        /// A near name or the list.
        hint: String,
    },
    /// A header without fields it needs.
    #[error("the header of the metric lacks {}", .keys.join(", "))]
    MissingFields {
        /// The file.
        file: String,
        /// The fields.
        keys: Vec<&'static str>,
    },
    /// A statement that does not return what the engine sums.
    #[error("the metric does not return {}", .columns.join(", "))]
    MissingColumns {
        /// The file.
        file: String,
        /// The columns it lacks.
        columns: Vec<&'static str>,
    },
    /// A column whose values would not be exact, or are no keys.
    #[error("the metric's `{column}` is {sql_type}")]
    BadType {
        /// The column.
        column: &'static str,
        /// Its type in the engine's words.
        sql_type: String,
        /// Where.
        place: Box<Place>,
    },
    /// A field whose value is none of the words allowed.
    #[error("`{value}` is no {key} of a metric")]
    BadField {
        /// The field.
        key: &'static str,
        /// Its value.
        value: String,
        /// The words allowed.
        allowed: String,
        /// Where.
        place: Box<Place>,
    },
}

impl Diagnose for CatalogError {
    fn place(&self) -> Option<Place> {
        match self {
            Self::Unknown { .. } => None,
            Self::MissingFields { file, .. } | Self::MissingColumns { file, .. } => Some(Place::file(file)),
            Self::BadField { place, .. } | Self::BadType { place, .. } => Some(*place.clone()),
        }
    }

    fn hints(&self) -> Vec<String> {
        vec![match self {
            Self::Unknown { hint, .. } => hint.clone(),
            Self::MissingFields { .. } => "write each as a line `-- key: ...` at the start of the file".to_owned(),
            Self::MissingColumns { .. } => {
                format!("a metric returns {}", *COLUMN_NAMES)
            }
            Self::BadType { column: "numerator" | "denominator", .. } => {
                "return whole numbers or DECIMAL: leave the division to the engine, and write sums as SUM(...), not AVG(...)"
                    .to_owned()
            }
            Self::BadType { column, .. } => format!("take {column} over from a run_ table as it is"),
            Self::BadField { allowed, .. } => format!("write {allowed}"),
        }]
    }
}

/// All metrics by name.
#[derive(Clone, Debug)]
pub struct Catalog {
    metrics: Vec<Metric>,
}

impl Catalog {
    /// Reads the headers of all metric files.
    pub fn load(library: &Library) -> Result<Self> {
        let (catalog, errors) = Self::load_good(library);
        Error::all(errors)?;
        Ok(catalog)
    }

    /// The metrics whose headers are right, and what is wrong with the others.
    #[must_use]
    pub fn load_good(library: &Library) -> (Self, Vec<CatalogError>) {
        let mut metrics = Vec::new();
        let mut errors = Vec::new();
        for source in library.list(FOLDER, ".sql") {
            match parse(source) {
                Ok(metric) => metrics.push(metric),
                Err(mut found) => errors.append(&mut found),
            }
        }
        let catalog = Self { metrics };
        errors.extend(catalog.metrics.iter().filter_map(|m| catalog.unknown_part(m)));
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
        let allowed = format!(
            "metrics that have sums of their own; for `{part}`: {}",
            did_you_mean(part.as_str(), &simple)
        );
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

    /// The metric called `name`.
    pub fn get(&self, name: &str) -> Result<&Metric> {
        self.metrics.iter().find(|m| m.id.as_str() == name).ok_or_else(|| {
            let known: Vec<&str> = self.metrics.iter().map(|m| m.id.as_str()).collect();
            CatalogError::Unknown {
                name: name.to_owned(),
                hint: did_you_mean(name, &known),
            }
            .into()
        })
    }
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
    let unit = word(source, "unit", &unit, &Unit::ALL, &mut errors);
    let direction = word(source, "direction", &direction, &Direction::ALL, &mut errors);
    let basis = word(source, "basis", &basis, &Basis::ALL, &mut errors);
    let parsed = MetricId::parse(&id).filter(|id| id.as_str() == source.stem());
    if parsed.is_none() && !id.is_empty() {
        errors.push(bad_field(
            source,
            "id",
            &id,
            format!("`-- id: {}`, the name of the file", source.stem()),
        ));
    }
    let composite = header.get("composite").map(|text| (text, Composite::parse(text)));
    if let Some((text, None)) = &composite {
        let allowed = "weights and metrics, such as `0.7 * a + 0.3 * b`".to_owned();
        errors.push(bad_field(source, "composite", text, allowed));
    }
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
            source: origin,
            file: source.clone(),
        }),
        _ => Err(errors),
    }
}

/// The value among `allowed` that `text` names; an empty text was reported as missing already.
fn word<T: Copy>(
    source: &Source,
    key: &'static str,
    text: &str,
    allowed: &[(&str, T)],
    errors: &mut Vec<CatalogError>,
) -> Option<T> {
    let found = allowed.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
    if found.is_none() && !text.is_empty() {
        let words = allowed.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
        errors.push(bad_field(source, key, text, format!("one of {words}")));
    }
    found
}

fn bad_field(source: &Source, key: &'static str, value: &str, allowed: String) -> CatalogError {
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
