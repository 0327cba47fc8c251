//! A figure as a row of the table `publish_figures`, and the rows on their way there.

use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::metrics::{Extent, MetricValue};
use crate::report::model::Limits;
use crate::store::{Cell, Store};

const TABLE: &str = "publish_figures";

/// Rows that are handed to the store at once.
const CHUNK: usize = 50_000;

/// Limits of a trend, and what is unusual about one of its points.
#[derive(Clone, Debug)]
pub(super) struct Judged {
    center: Decimal,
    lower: Decimal,
    upper: Decimal,
    signal: Option<&'static str>,
}

impl Judged {
    pub fn of(limits: &Limits, signal: Option<&'static str>) -> Self {
        Self {
            center: limits.center,
            lower: limits.lower,
            upper: limits.upper,
            signal,
        }
    }
}

/// A value with all it is held against.
pub(super) struct Figure<'v> {
    pub level: &'v str,
    pub id: &'v str,
    pub found: &'v MetricValue,
    pub known_until: Cell,
    /// Of which dimension it is a part, and which.
    pub part: Option<(&'v str, &'v str)>,
    pub benchmark: Option<Decimal>,
    /// How many have a place in the ranking.
    pub ranked: i64,
    pub previous: Option<&'v MetricValue>,
    pub year_before: Option<&'v MetricValue>,
    /// Sums of the rest of the team.
    pub peers: Option<(Decimal, Decimal)>,
    pub limits: Option<&'v Judged>,
}

impl<'v> Figure<'v> {
    /// The value of a unit alone.
    pub fn of((level, id): (&'v str, &'v str), found: &'v MetricValue, extent: &Extent) -> Self {
        Self {
            level,
            id,
            found,
            known_until: match extent {
                Extent::Until(day) => Cell::Date(*day),
                Extent::Known | Extent::Unknown(_) => Cell::Null,
            },
            part: None,
            benchmark: None,
            ranked: 0,
            previous: None,
            year_before: None,
            peers: None,
            limits: None,
        }
    }

    /// Its cells, in the order of `queries/publish/figures/create.sql`.
    pub fn cells(&self) -> Vec<Cell> {
        let (found, limits) = (self.found, self.limits);
        let (dimension, part) = self.part.unwrap_or_default();
        let text = |text: &str| Cell::Text(text.to_owned());
        let earlier = |value: Option<&MetricValue>| {
            [
                number(value.and_then(|v| v.numerator)),
                number(value.and_then(|v| v.denominator)),
                number(value.and_then(|v| v.value)),
            ]
        };
        let own = [
            text(self.level),
            text(self.id),
            text(found.metric.as_str()),
            Cell::Text(found.view.period.to_string()),
            text(dimension),
            text(part),
            self.known_until.clone(),
            number(found.numerator),
            number(found.denominator),
            number(found.value),
            Cell::Boolean(found.low_sample),
            number(found.interval.map(|(low, _)| low)),
            number(found.interval.map(|(_, high)| high)),
            number(found.target),
            number(self.benchmark),
            found.rank.map_or(Cell::Null, |rank| Cell::Integer(rank.into())),
            Cell::Integer(self.ranked),
        ];
        let last = [
            number(self.peers.map(|(numerator, _)| numerator)),
            number(self.peers.map(|(_, denominator)| denominator)),
            number(limits.map(|l| l.center)),
            number(limits.map(|l| l.lower)),
            number(limits.map(|l| l.upper)),
            limits.and_then(|l| l.signal).map_or(Cell::Null, text),
        ];
        let held = earlier(self.previous).into_iter().chain(earlier(self.year_before));
        own.into_iter().chain(held).chain(last).collect()
    }
}

fn number(number: Option<Decimal>) -> Cell {
    number.map_or(Cell::Null, Cell::Decimal)
}

/// Rows on their way into the table.
pub(super) struct Writer<'s> {
    store: &'s Store,
    rows: Vec<Vec<Cell>>,
    written: usize,
}

impl<'s> Writer<'s> {
    pub fn new(store: &'s Store) -> Self {
        Self {
            store,
            rows: Vec::new(),
            written: 0,
        }
    }

    pub fn add(&mut self, row: Vec<Cell>) -> Result<()> {
        self.rows.push(row);
        if self.rows.len() >= CHUNK {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<()> {
        self.store.append(TABLE, self.rows.iter().map(Vec::as_slice))?;
        self.written += self.rows.len();
        self.rows.clear();
        Ok(())
    }

    /// How many there were.
    pub fn finish(mut self) -> Result<usize> {
        self.flush()?;
        Ok(self.written)
    }
}
