//! Params and tables: the numbers of a plan.

use super::error::Fault;
use super::fields::{Fields, Item};
use super::{Dated, Version, measure::Scope};
use crate::diagnostic::Place;
use crate::incentive::number::Number;

/// A dated number, with other values for some people.
#[derive(Clone, Debug)]
pub struct Param {
    /// Its name.
    pub id: String,
    /// What people call it.
    pub title: Option<String>,
    /// Where it stands.
    pub place: Place,
    /// For everybody.
    pub values: Vec<Dated>,
    /// For those whose keys fit.
    pub by: Vec<By>,
    /// True if the mean of each day's value counts.
    pub blend: bool,
}

/// A value for the people whose keys fit.
#[derive(Clone, Debug)]
pub struct By {
    /// The keys, in the order of [`ByKey`], each once.
    pub keys: Vec<(ByKey, String)>,
    /// The value.
    pub dated: Dated,
}

/// What a person is told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ByKey {
    /// The grade.
    Grade,
    /// The team.
    Team,
    /// The branch.
    Branch,
    /// The person.
    Specialist,
}

const BY_KEYS: [(&str, ByKey); 4] = [
    ("grade", ByKey::Grade),
    ("team_id", ByKey::Team),
    ("branch_id", ByKey::Branch),
    ("specialist_id", ByKey::Specialist),
];

/// Reads one `[[param]]`, its id apart.
pub(super) fn param(fields: &Fields<'_, '_>, id: String) -> Option<Param> {
    let title = fields.optional_text("title");
    let values: Vec<Dated> = fields.tables("values").iter().filter_map(dated).collect();
    let by: Vec<By> = fields.optional_tables("by").iter().filter_map(by).collect();
    let blend = fields.optional_boolean("blend");
    fields.finish();
    tell_same_dates(fields, values.iter().map(|v| v.from.to_string()));
    tell_same_dates(
        fields,
        by.iter().map(|b| {
            let keys: Vec<&str> = b.keys.iter().map(|(_, value)| value.as_str()).collect();
            format!("{} for {}", b.dated.from, keys.join(", "))
        }),
    );
    Some(Param {
        id,
        title,
        place: fields.place(),
        values,
        by,
        blend: blend?,
    })
}

fn dated(fields: &Fields<'_, '_>) -> Option<Dated> {
    let value = value_from(fields);
    fields.finish();
    value
}

fn value_from(fields: &Fields<'_, '_>) -> Option<Dated> {
    let (from, value) = (fields.date("from"), fields.number("value"));
    let _ = fields.optional_text("authority");
    Some(Dated {
        from: from?,
        value: value?,
        place: fields.place(),
    })
}

fn by(fields: &Fields<'_, '_>) -> Option<By> {
    let keys: Vec<(ByKey, String)> = BY_KEYS
        .iter()
        .filter_map(|(key, by)| Some((*by, fields.optional_text(key)?)))
        .collect();
    let dated = value_from(fields);
    fields.finish();
    if keys.is_empty() {
        fields.fault_with(
            "from",
            Fault::Missing("grade".to_owned()),
            "name one at least of grade, team_id, branch_id, specialist_id".to_owned(),
        );
        return None;
    }
    Some(By { keys, dated: dated? })
}

/// Tells dates (with what else makes them one) that stand twice.
pub(super) fn tell_same_dates(fields: &Fields<'_, '_>, dates: impl Iterator<Item = String>) {
    let mut seen: Vec<String> = dates.collect();
    seen.sort();
    for pair in seen.windows(2) {
        if pair[0] == pair[1] {
            fields.fault("id", Fault::Duplicate(format!("version from {}", pair[0])));
        }
    }
}

/// A curve by which x becomes T(x).
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name.
    pub id: String,
    /// What people call it.
    pub title: Option<String>,
    /// Where it stands.
    pub place: Place,
    /// How tiers are read.
    pub mode: TableMode,
    /// Which tier owns a value exactly on an edge.
    pub boundary: Boundary,
    /// What is done with a value beyond the ends.
    pub outside: Outside,
    /// Where `outside` stands.
    pub outside_place: Place,
    /// The curves by date.
    pub versions: Vec<Version<Curve>>,
}

/// How tiers are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableMode {
    /// Each part of x at the value of its tier.
    Marginal,
    /// All of x at the value of its tier.
    Whole,
    /// The value of the tier.
    Stepped,
    /// The values of all tiers reached.
    Milestones,
    /// A straight line between points.
    Interpolate,
}

impl TableMode {
    /// As plans write it.
    pub const WORDS: [(&'static str, Self); 5] = [
        ("marginal", Self::Marginal),
        ("whole", Self::Whole),
        ("stepped", Self::Stepped),
        ("milestones", Self::Milestones),
        ("interpolate", Self::Interpolate),
    ];

    /// The word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, m)| *m == self).map_or("", |(w, _)| w)
    }

    /// True if the money jumps at an edge.
    #[must_use]
    pub fn jumps(self) -> bool {
        matches!(self, Self::Whole | Self::Stepped | Self::Milestones)
    }
}

/// Which tier owns a value exactly on an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Boundary {
    /// The upper one.
    LowerInclusive,
    /// The lower one.
    UpperInclusive,
}

/// What is done with a value beyond the ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outside {
    /// The calculation is refused.
    Error,
    /// T is 0.
    Zero,
    /// The nearest end counts.
    Clamp,
}

/// The numbers of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Curve {
    /// Tiers, each to the next one's start.
    Tiers {
        /// Start and value, rising.
        tiers: Vec<(Number, Number)>,
        /// The last value inside.
        top: Option<Number>,
        /// Steps beyond the last tier: every and add.
        per_step: Option<(Number, Number)>,
    },
    /// Points, joined by straight lines.
    Points(Vec<(Number, Number)>),
}

/// Reads one `[[table]]`, its id apart.
pub(super) fn table(fields: &Fields<'_, '_>, id: String) -> Option<Table> {
    let title = fields.optional_text("title");
    let mode = fields.word("mode", &TableMode::WORDS);
    let boundary = fields.word(
        "boundary",
        &[
            ("lower_inclusive", Boundary::LowerInclusive),
            ("upper_inclusive", Boundary::UpperInclusive),
        ],
    );
    let outside = fields.word(
        "outside",
        &[
            ("error", Outside::Error),
            ("zero", Outside::Zero),
            ("clamp", Outside::Clamp),
        ],
    );
    let versions: Vec<Version<Curve>> = fields
        .tables("version")
        .iter()
        .filter_map(|version| curve_version(version, mode))
        .collect();
    fields.finish();
    tell_same_dates(fields, versions.iter().map(|v| v.from.to_string()));
    Some(Table {
        id,
        title,
        place: fields.place(),
        mode: mode?,
        boundary: boundary?,
        outside: outside?,
        outside_place: fields.reader.place(&fields.span_of("outside")),
        versions,
    })
}

fn curve_version(fields: &Fields<'_, '_>, mode: Option<TableMode>) -> Option<Version<Curve>> {
    let (from, authority) = (fields.date("from"), fields.optional_text("authority"));
    let curve = match mode {
        Some(TableMode::Interpolate) => points(fields),
        Some(mode) => tiers(fields, mode),
        None => {
            // Without a mode nobody knows which keys belong here.
            return None;
        }
    };
    fields.finish();
    Some(Version {
        from: from?,
        authority,
        place: fields.place(),
        body: curve?,
    })
}

fn points(fields: &Fields<'_, '_>) -> Option<Curve> {
    for key in ["tiers", "top", "per_step"] {
        if fields.has(key) {
            let _ = fields.get(key);
            fields.not_allowed(key, format!("`{key}` in an interpolate table"));
        }
    }
    let pairs = pairs(fields, "points", "at")?;
    rising(fields, "points", &pairs);
    Some(Curve::Points(pairs))
}

fn tiers(fields: &Fields<'_, '_>, mode: TableMode) -> Option<Curve> {
    if fields.has("points") {
        let _ = fields.get("points");
        fields.not_allowed("points", format!("`points` in a {} table", mode.word()));
    }
    let pairs = pairs(fields, "tiers", "from");
    let top = fields.optional_number("top");
    let per_step = per_step(fields, mode);
    let pairs = pairs?;
    rising(fields, "tiers", &pairs);
    let (top, last) = (top?, pairs.last().map(|(from, _)| from));
    if let Some((top, last)) = top.as_ref().zip(last).filter(|(top, last)| top < last) {
        let fault = Fault::Rising {
            what: "tiers",
            before: last.to_string(),
            next: format!("top {top}"),
        };
        fields.fault("top", fault);
    }
    Some(Curve::Tiers {
        tiers: pairs,
        top,
        per_step: per_step?,
    })
}

/// `Some(None)` if it is not written.
fn per_step(fields: &Fields<'_, '_>, mode: TableMode) -> Option<Option<(Number, Number)>> {
    if !fields.has("per_step") {
        return Some(None);
    }
    let inner = fields.optional_table("per_step")?;
    if !mode.jumps() {
        fields.not_allowed("per_step", format!("`per_step` in a {} table", mode.word()));
    }
    let (every, add) = (inner.number("every"), inner.number("add"));
    inner.finish();
    let every = every?;
    if !every.is_positive() {
        inner.not_allowed("every", format!("every = \"{every}\" (not above 0)"));
        return None;
    }
    Some(Some((every, add?)))
}

fn pairs(fields: &Fields<'_, '_>, key: &'static str, start: &'static str) -> Option<Vec<(Number, Number)>> {
    let tables = fields.tables(key);
    let all: Vec<Option<(Number, Number)>> = tables
        .iter()
        .map(|pair| {
            let (at, value) = (pair.number(start), pair.number("value"));
            pair.finish();
            Some((at?, value?))
        })
        .collect();
    let read: Option<Vec<_>> = all.into_iter().collect();
    read.filter(|pairs| !pairs.is_empty())
}

fn rising(fields: &Fields<'_, '_>, what: &'static str, pairs: &[(Number, Number)]) {
    for pair in pairs.windows(2) {
        if pair[0].0 >= pair[1].0 {
            let fault = Fault::Rising {
                what,
                before: pair[0].0.to_string(),
                next: pair[1].0.to_string(),
            };
            fields.fault(what, fault);
        }
    }
}

/// The table a key names, if the plan has it.
pub(super) fn table_name(fields: &Fields<'_, '_>) -> Option<String> {
    let item = fields.need("table")?;
    known_name(fields, "table", item, &fields.reader.ids.tables)
}

/// A name that must be one of `known`.
pub(super) fn known_name(
    fields: &Fields<'_, '_>,
    what: &'static str,
    item: Item<'_>,
    known: &[String],
) -> Option<String> {
    let name = fields.reader.text(&fields.block, what, item)?;
    if known.iter().any(|k| k == name) {
        return Some(name.to_owned());
    }
    let names: Vec<&str> = known.iter().map(String::as_str).collect();
    let hint = (!names.is_empty()).then(|| crate::diagnostic::did_you_mean(name, &names));
    let fault = Fault::Unknown {
        what,
        name: name.to_owned(),
    };
    fields.reader.fault(&fields.block, &item.span(), fault, hint);
    None
}

impl ByKey {
    /// The scope in which the key names somebody; none for the grade.
    #[must_use]
    pub fn scope(self) -> Option<Scope> {
        match self {
            Self::Grade => None,
            Self::Team => Some(Scope::Team),
            Self::Branch => Some(Scope::Branch),
            Self::Specialist => Some(Scope::Specialist),
        }
    }
}
