//! What stands above the blocks of a plan: who it is for and how it rounds, and the params and tables that blocks refer to.

use serde::Serialize;

use super::error::block_of_kind;
use super::param::Param;
use super::rates::RateTable;
use super::table::Table;
use super::toml::{Entry, Field, Fields, is_id};
use crate::diagnostic::Place;
use crate::incentive::number::Mode;
use crate::message::say;
use crate::period::PeriodKind;
use crate::word::words;

/// `[plan]`, params and tables.
#[derive(Clone, Debug, Serialize)]
pub struct Head {
    /// The file as the user knows it.
    pub file: String,
    /// SHA-256 of the plan and its rate tables, in hexadecimal.
    pub hash: String,
    /// Its files as they were read: name and content, the plan first.
    #[serde(skip)]
    pub files: Vec<(String, Vec<u8>)>,
    pub id: String,
    pub title: String,
    /// The document that orders it.
    pub authority: String,
    /// Currency code.
    pub currency: String,
    /// The kind of period it is calculated for: month, quarter or year.
    pub period: PeriodKind,
    /// The file of `queries/populations/` that says who takes part.
    pub population: String,
    /// Decimals of rows and of the total.
    pub rounding: Rounding,
    /// What becomes of what deferrals keep back of somebody who leaves.
    pub on_leaving: Option<OnLeaving>,
    /// Who is paid for payments that come in after their owner left.
    pub orphaned: Option<Orphaned>,
    /// Where that stands.
    #[serde(skip)]
    pub orphaned_place: Place,
    /// Dated numbers.
    pub params: Vec<Param>,
    /// Tables of tiers or points.
    pub tables: Vec<Table>,
    /// Keyed rates.
    pub rate_tables: Vec<RateTable>,
}

words! {
    /// What becomes of what deferrals keep back of somebody who leaves.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
    #[serde(rename_all = "snake_case")]
    pub enum OnLeaving {
        /// It is paid with the period of leaving.
        Pay = "pay",
        Forfeit = "forfeit",
    }
}

words! {
    /// Who is paid for payments that come in after their owner left.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Orphaned {
        Leader = "leader",
        /// The fund of the owner's last group.
        Pool = "pool",
        Nobody = "nobody",
    }
}

/// How rows and totals are rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Rounding {
    /// Decimals of a row.
    pub line: u32,
    /// Decimals of the total.
    pub total: u32,
    pub mode: Mode,
}

impl Rounding {
    const CENTS: Self = Self {
        line: 2,
        total: 2,
        mode: Mode::HalfUp,
    };
}

const PERIODS: [(&str, PeriodKind); 3] = [
    ("month", PeriodKind::Month),
    ("quarter", PeriodKind::Quarter),
    ("year", PeriodKind::Year),
];

const MODES: [(&str, Mode); 3] = [
    ("half_up", Mode::HalfUp),
    ("half_even", Mode::HalfEven),
    ("down", Mode::Down),
];

/// Decimals there may be.
const MOST_DECIMALS: u32 = 6;

impl Head {
    /// `[plan]` of a file; what is wrong in it is told, and something harmless stands in its place.
    pub(super) fn read(root: &Fields<'_, '_>) -> Self {
        let entry = root.need_entry("plan");
        let mut fields = entry.as_ref().and_then(Entry::table);
        if let Some(fields) = &mut fields {
            fields.block = block_of_kind("[plan]");
        }
        let title = |key| fields.as_ref().and_then(|f| f.title(key)).unwrap_or_default();
        let head = Self {
            file: root.reader.file.to_owned(),
            hash: String::new(),
            files: Vec::new(),
            id: fields.as_ref().and_then(id).unwrap_or_default(),
            title: title("title"),
            authority: title("authority"),
            currency: title("currency"),
            population: fields.as_ref().and_then(population).unwrap_or_default(),
            period: fields
                .as_ref()
                .and_then(|f| f.word("period", &PERIODS))
                .unwrap_or(PeriodKind::Month),
            rounding: fields
                .as_ref()
                .and_then(|f| f.need("rounding"))
                .unwrap_or(Rounding::CENTS),
            on_leaving: fields.as_ref().and_then(|f| f.optional("on_leaving")),
            orphaned: fields.as_ref().and_then(|f| f.optional("orphaned")),
            orphaned_place: fields.as_ref().map(|f| f.place_of("orphaned")).unwrap_or_default(),
            params: Vec::new(),
            tables: Vec::new(),
            rate_tables: Vec::new(),
        };
        if let Some(fields) = &fields {
            fields.finish();
        }
        head
    }
}

impl Head {
    /// The head of rules across plans: what orders them, and what people call them. The rest is that of the plans.
    pub(super) fn across(root: &Fields<'_, '_>) -> Self {
        Self {
            file: root.reader.file.to_owned(),
            hash: String::new(),
            files: Vec::new(),
            id: "across".to_owned(),
            title: root.optional("title").unwrap_or_default(),
            authority: root.optional("authority").unwrap_or_default(),
            currency: String::new(),
            period: PeriodKind::Month,
            population: String::new(),
            rounding: root.optional("rounding").unwrap_or(Rounding::CENTS),
            on_leaving: None,
            orphaned: None,
            orphaned_place: Place::default(),
            params: Vec::new(),
            tables: Vec::new(),
            rate_tables: Vec::new(),
        }
    }
}

/// One of the files that say who takes part.
fn population(fields: &Fields<'_, '_>) -> Option<String> {
    let named = fields.title("population")?;
    let known = &fields.reader.known.populations;
    if known.is_empty() {
        return Some(named);
    }
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    fields.entry("population")?.known("population", &named, &known)
}

fn id(fields: &Fields<'_, '_>) -> Option<String> {
    let id: String = fields.need("id")?;
    if !is_id(&id) {
        fields.not_allowed("id", say!("errors.plan.not_allowed.bad_id", id));
    }
    Some(id)
}

impl Field for Rounding {
    fn read(entry: &Entry<'_, '_>) -> Option<Self> {
        let inner = entry.table()?;
        let [line, total] = ["line", "total"].map(|key| inner.need::<u32>(key));
        let mode = inner.word("mode", &MODES);
        inner.finish();
        for (key, digits) in [("line", line), ("total", total)] {
            if let Some(digits) = digits.filter(|digits| *digits > MOST_DECIMALS) {
                let what = say!("errors.plan.not_allowed.decimals", key = key.to_owned(), digits);
                inner.not_allowed(key, what);
            }
        }
        Some(Self {
            line: line?.min(MOST_DECIMALS),
            total: total?.min(MOST_DECIMALS),
            mode: mode?,
        })
    }
}
