//! Until when the data are known, which decides what may be said of a period: all, a part, nothing.
//!
//! What was never loaded, or not yet, is unknown and no zero.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::catalog::{Catalog, Metric};
use super::facts;
use super::needs::FACT_TABLES;
use crate::diagnostic::Result;
use crate::period::{Period, View};
use crate::store::{Params, Rows, Store};
use crate::workspace::Settings;

/// How much of a period is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    #[default]
    Known,
    /// Only until this day.
    Until(NaiveDate),
    Unknown(Lack),
}

impl Extent {
    /// True if nothing may be said.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown(_))
    }

    /// As data write it: `known`, or the day.
    pub fn text(&self) -> String {
        match self {
            Self::Known => "known".to_owned(),
            Self::Until(day) => day.to_string(),
            Self::Unknown(_) => "unknown".to_owned(),
        }
    }

    /// The day to which `view` is told: its own last, or the one it is known until.
    pub fn told_on(&self, view: View) -> NaiveDate {
        match self {
            Self::Until(day) => *day,
            Self::Known | Self::Unknown(_) => view.reference_on(),
        }
    }

    /// `other` as it was on the same day as `view` is told; at its end if `view` is told whole.
    pub fn beside(&self, view: View, other: Period) -> View {
        View::new(other, Some(other.same_day(view.period, self.told_on(view))))
    }
}

/// What is missing: a table, known until a day or never loaded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lack {
    pub table: String,
    pub known_until: Option<NaiveDate>,
}

/// Until when each table is known.
#[derive(Clone, Debug)]
pub struct Coverage {
    tables: BTreeMap<String, Until>,
    days: [i64; 2],
}

#[derive(Clone, Copy, Debug)]
struct Until {
    day: NaiveDate,
    /// True if somebody said so: then the day is exact.
    is_stated: bool,
}

impl Coverage {
    /// What the store holds and the settings state.
    pub fn load(store: &Store, settings: &Settings) -> Result<Self> {
        facts::refresh(store, &settings.metrics)?;
        let rows = store.rows("queries/coverage/tables.sql", &Params::none())?;
        Ok(Self::of_rows(&rows, settings))
    }

    /// What these rows and the settings state.
    pub fn of_rows(rows: &Rows, settings: &Settings) -> Self {
        let read = rows.iter().filter_map(|row| {
            let day = row.date("known_until")?;
            let is_stated = row.is("is_stated");
            Some((row.text("table_name"), Until { day, is_stated }))
        });
        let mut tables: BTreeMap<String, Until> = read.collect();
        for (table, day) in &settings.coverage {
            let stated = Until {
                day: day.0,
                is_stated: true,
            };
            tables.insert(table.clone(), stated);
        }
        Self {
            tables,
            days: [settings.metrics.coverage_days, settings.metrics.rare_coverage_days],
        }
    }

    /// The newest day on which anything is known.
    pub fn newest(&self) -> Option<NaiveDate> {
        self.tables.values().map(|until| until.day).max()
    }

    /// How much of `view` is known of `metric`; a composite needs what its parts need.
    pub fn of(&self, catalog: &Catalog, metric: &Metric, view: View) -> Extent {
        self.known(&catalog.needs(metric), view, metric.looks_ahead)
    }

    /// The same of what needs `tables`.
    pub fn of_tables(&self, tables: &BTreeSet<&str>, view: View) -> Extent {
        self.known(tables, view, false)
    }

    fn known(&self, tables: &BTreeSet<&str>, view: View, looks_ahead: bool) -> Extent {
        let told_on = view.reference_on();
        let first_on = view.period.first_on();
        let begins_on = if looks_ahead { first_on.min(told_on) } else { first_on };
        let mut extent = Extent::Known;
        for table in tables {
            let lack = |known_until| {
                Extent::Unknown(Lack {
                    table: (*table).to_owned(),
                    known_until,
                })
            };
            let Some(until) = self.tables.get(*table) else {
                return lack(None);
            };
            if begins_on > until.day {
                return lack(Some(until.day));
            }
            if until.day < told_on && (until.is_stated || (told_on - until.day).num_days() > self.allowed(table)) {
                extent = match extent {
                    Extent::Until(day) => Extent::Until(day.min(until.day)),
                    _ => Extent::Until(until.day),
                };
            }
        }
        extent
    }

    /// The tables of which nothing is known of `view`.
    pub fn unknown(&self, view: View) -> Vec<&'static str> {
        let tables = FACT_TABLES.iter().map(|(table, _)| *table);
        let is_unknown = |table: &&str| self.of_tables(&BTreeSet::from([*table]), view).is_unknown();
        tables.filter(is_unknown).collect()
    }

    fn allowed(&self, table: &str) -> i64 {
        let is_rare = FACT_TABLES.iter().any(|(name, is_rare)| *name == table && *is_rare);
        self.days[usize::from(is_rare)]
    }
}
