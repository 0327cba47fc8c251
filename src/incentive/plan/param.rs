//! Params: dated numbers, with other values for some people.

use serde::Serialize;

use super::block::{Dated, refuse_same_dates};
use super::error::Fault;
use super::measure::Scope;
use super::toml::Fields;
use crate::diagnostic::Place;
use crate::message::say;

/// A dated number, with other values for some people.
#[derive(Clone, Debug, Serialize)]
pub struct Param {
    pub id: String,
    pub title: Option<String>,
    #[serde(skip)]
    pub place: Place,
    /// For everybody.
    pub values: Vec<Dated>,
    /// For those whose keys fit.
    pub by: Vec<By>,
    /// True if the mean of each day's value counts.
    pub blend: bool,
}

/// A value for the people whose keys fit.
#[derive(Clone, Debug, Serialize)]
pub struct By {
    /// The keys, in the order of [`ByKey`], each once.
    pub keys: Vec<(ByKey, String)>,
    pub dated: Dated,
}

/// What a person is told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ByKey {
    Grade,
    Team,
    Branch,
    Specialist,
}

const BY_KEYS: [(&str, ByKey); 4] = [
    ("grade", ByKey::Grade),
    ("team_id", ByKey::Team),
    ("branch_id", ByKey::Branch),
    ("specialist_id", ByKey::Specialist),
];

impl ByKey {
    /// The scope in which the key names somebody; none for the grade.
    pub fn scope(self) -> Option<Scope> {
        match self {
            Self::Grade => None,
            Self::Team => Some(Scope::Team),
            Self::Branch => Some(Scope::Branch),
            Self::Specialist => Some(Scope::Specialist),
        }
    }
}

/// Reads one `[[param]]`, its id apart.
pub(super) fn param(fields: &Fields<'_, '_>, id: String) -> Param {
    let title = fields.optional("title");
    let values: Vec<Dated> = fields.tables("values").iter().filter_map(dated).collect();
    let by: Vec<By> = fields.optional_tables("by").iter().filter_map(by).collect();
    let blend = fields.optional("blend").unwrap_or(false);
    fields.finish();
    refuse_same_dates(fields, values.iter().map(|v| (v.from.to_string(), &v.place)));
    refuse_same_dates(
        fields,
        by.iter().map(|b| {
            let keys: Vec<&str> = b.keys.iter().map(|(_, value)| value.as_str()).collect();
            (format!("{} ({})", b.dated.from, keys.join(", ")), &b.dated.place)
        }),
    );
    Param {
        id,
        title,
        place: fields.place(),
        values,
        by,
        blend,
    }
}

fn dated(fields: &Fields<'_, '_>) -> Option<Dated> {
    let value = value_from(fields);
    fields.finish();
    value
}

fn value_from(fields: &Fields<'_, '_>) -> Option<Dated> {
    let (from, value) = (fields.need("from"), fields.need("value"));
    let _: Option<String> = fields.optional("authority");
    Some(Dated {
        from: from?,
        value: value?,
        place: fields.place(),
    })
}

fn by(fields: &Fields<'_, '_>) -> Option<By> {
    let keys: Vec<(ByKey, String)> = BY_KEYS
        .iter()
        .filter_map(|(key, by)| Some((*by, fields.optional(key)?)))
        .collect();
    let dated = value_from(fields);
    fields.finish();
    if keys.is_empty() {
        let hint = say!("errors.plan.missing.one_of");
        fields.fault("from", Fault::Missing("grade".to_owned()), Some(hint));
        return None;
    }
    Some(By { keys, dated: dated? })
}
