//! Blocks and their versions, each in force from its date until the next begins, and the words several kinds of block use.

use std::collections::HashSet;
use std::fmt::Display;

use chrono::NaiveDate;
use serde::{Serialize, Serializer};

use super::error::{Fault, PlanError, block, block_of_kind};
use super::measure::Scope;
use super::toml::{Entry, Field, Fields, MOST_BLOCKS, MOST_VERSIONS, is_id, shown};
use crate::diagnostic::Place;
use crate::incentive::number::Number;
use crate::message::{Message, say};
use crate::word::words;

/// A named rule and its versions.
#[derive(Clone, Debug)]
pub struct Block<T> {
    /// Its name, unique in the file.
    pub id: String,
    pub title: Option<String>,
    pub place: Place,
    /// By date, earliest first.
    pub versions: Vec<Version<T>>,
}

/// What a block says from a date on.
#[derive(Clone, Debug, Serialize)]
pub struct Version<T> {
    #[serde(serialize_with = "as_text")]
    pub from: NaiveDate,
    /// The document that orders it, if another than the plan's.
    pub authority: Option<String>,
    #[serde(skip)]
    pub place: Place,
    pub body: T,
}

impl<T> Block<T> {
    /// The version in force on `day`; none before the first.
    pub fn on(&self, day: NaiveDate) -> Option<&Version<T>> {
        in_force(&self.versions, day, |v| v.from)
    }

    /// What people call it, or its id.
    pub fn name(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.id)
    }

    /// Reads one `[[KIND]]` whose id is known; `body` reads what a version says.
    pub(crate) fn read(fields: &Fields<'_, '_>, id: String, body: impl Fn(&Fields<'_, '_>) -> Option<T>) -> Self {
        let title = fields.optional("title");
        let is_across = across(fields);
        let versions = versions(fields, |version| {
            if !across(version) && !is_across && version.reader.is_across {
                version.missing(ACROSS);
            }
            body(version)
        });
        fields.finish();
        refuse_same_dates(fields, versions.iter().map(|v| (v.from.to_string(), &v.place)));
        let mut block = Self {
            id,
            title,
            place: fields.place(),
            versions,
        };
        block.versions.sort_by_key(|v| v.from);
        block
    }
}

/// For templates: what is shown of a value.
pub(crate) fn as_text<T: Display, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

/// The same, where there may be none.
#[allow(clippy::ref_option, reason = "serde hands fields on so")]
pub(crate) fn text_if_any<T: Display, S: Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => serializer.collect_str(value),
        None => serializer.serialize_none(),
    }
}

/// The entry with the greatest date not after `day`.
pub(crate) fn in_force<T>(entries: &[T], day: NaiveDate, from: impl Fn(&T) -> NaiveDate) -> Option<&T> {
    entries.iter().filter(|e| from(e) <= day).max_by_key(|e| from(e))
}

/// True if a block or a version of it says that it acts across plans. That can be said in the file of such rules only.
fn across(fields: &Fields<'_, '_>) -> bool {
    let Some(entry) = fields.entry(ACROSS) else {
        return false;
    };
    if !fields.reader.is_across {
        fields.not_allowed(ACROSS, say!("errors.plan.not_allowed.across"));
    }
    // What is written wrongly is told by itself.
    let _ = entry.word(&[("plans", ())]);
    true
}

const ACROSS: &str = "across";

/// The versions of a block that can be understood.
pub(super) fn versions<T>(fields: &Fields<'_, '_>, body: impl Fn(&Fields<'_, '_>) -> Option<T>) -> Vec<Version<T>> {
    let read = |version: &Fields<'_, '_>| {
        let (from, authority) = (version.need("from"), version.optional("authority"));
        let body = body(version);
        version.finish();
        Some(Version {
            from: from?,
            authority,
            place: version.place(),
            body: body?,
        })
    };
    let tables = fields.tables("version");
    // Each day on which one begins is looked at with all of them.
    let within = tables.iter().take_while(|_| fields.reader.counts_version());
    let read: Vec<Option<Version<T>>> = within.map(read).collect();
    if read.len() < tables.len() {
        let (what, most) = ("version".to_owned(), MOST_VERSIONS);
        fields.fault("version", Fault::TooMuch { what, most }, None);
    }
    read.into_iter().flatten().collect()
}

/// The blocks of one kind with the id of each, which must be one and stand once in the file.
pub(crate) fn named<'f, 'd>(
    root: &'f Fields<'_, 'd>,
    kind: &'static str,
    seen: &mut HashSet<String>,
) -> Vec<(Fields<'f, 'd>, String)> {
    let mut found = Vec::new();
    let blocks = root.optional_tables(kind);
    if blocks.len() > MOST_BLOCKS {
        let (what, most) = (kind.to_owned(), MOST_BLOCKS);
        root.fault(kind, Fault::TooMuch { what, most }, None);
        return found;
    }
    for mut fields in blocks {
        fields.block = block_of_kind(kind);
        let Some(id) = fields.need::<String>("id") else {
            // Its other mistakes are told too, under no name.
            found.push((fields, String::new()));
            continue;
        };
        fields.block = block(kind, &id);
        if !is_id(&id) {
            let hint = say!("errors.plan.not_allowed.id");
            let what = say!("errors.plan.not_allowed.bad_id", id = shown(&id));
            fields.fault("id", Fault::NotAllowed(what), Some(hint));
        }
        if !seen.insert(id.clone()) {
            fields.fault("id", Fault::Duplicate(say!("errors.plan.duplicate.id", id)), None);
        }
        found.push((fields, id));
    }
    found
}

/// Tells dates (with what else makes them one) that stand twice.
pub(super) fn refuse_same_dates<'p>(fields: &Fields<'_, '_>, dates: impl Iterator<Item = (String, &'p Place)>) {
    let mut seen: HashSet<String> = HashSet::new();
    for (from, place) in dates {
        if seen.contains(&from) {
            fields.reader.push(PlanError {
                block: fields.block.clone(),
                fault: Fault::Duplicate(say!("errors.plan.duplicate.version", from)),
                place: place.clone(),
                hint: None,
            });
        } else {
            seen.insert(from);
        }
    }
}

/// Tells starts that do not rise strictly.
pub(crate) fn rising<T: PartialOrd + ToString>(fields: &Fields<'_, '_>, what: &'static str, starts: &[T]) {
    for pair in starts.windows(2).filter(|pair| pair[0] >= pair[1]) {
        let (before, next) = (pair[0].to_string(), Message::verbatim(pair[1].to_string()));
        fields.fault(what, Fault::Rising { what, before, next }, None);
    }
}

/// A number that stands from a date on.
#[derive(Clone, Debug, Serialize)]
pub struct Dated {
    #[serde(serialize_with = "as_text")]
    pub from: NaiveDate,
    pub value: Number,
    #[serde(skip)]
    pub place: Place,
}

/// The components a rule is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Components {
    /// All of the plan.
    All,
    /// These.
    #[serde(untagged)]
    Some(Vec<String>),
}

impl Components {
    /// True if `id` is one of them.
    pub fn hold(&self, id: &str) -> bool {
        match self {
            Self::All => true,
            Self::Some(ids) => ids.iter().any(|own| own == id),
        }
    }
}

/// The word all, or a list of ids the plan has.
impl Field for Components {
    fn read(entry: &Entry<'_, '_>) -> Option<Self> {
        if entry.value().is_str() {
            return entry.word(&[("all", ())]).map(|()| Self::All);
        }
        let items = entry.list()?;
        if items.is_empty() {
            entry.not_allowed(say!("errors.plan.not_allowed.empty", key = "components".to_owned()));
        }
        let known = &entry.reader.ids.components;
        let ids: Vec<Option<String>> = items.iter().map(|item| item.one_of("component", known)).collect();
        ids.into_iter().collect::<Option<_>>().map(Self::Some)
    }
}

words! {
    /// A group of people.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Within {
        /// One team.
        Team = "team",
        /// One branch.
        Branch = "branch",
        Company = "company",
    }
}

impl Within {
    /// The scope of a measure of such a group.
    pub fn scope(self) -> Scope {
        match self {
            Self::Team => Scope::Team,
            Self::Branch => Scope::Branch,
            Self::Company => Scope::Company,
        }
    }
}

words! {
    /// The time a limit is for.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Per {
        Period = "period",
        Year = "year",
    }
}

words! {
    /// What an undefined measure makes of a factor.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
    #[serde(rename_all = "snake_case")]
    pub enum FactorUndefined {
        Error = "error",
        /// 0.
        Zero = "zero",
        /// 1.
        One = "one",
    }
}
