//! `per_item`: what each payment of the window is worth, by rate table or table, with a coefficient on some of them.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::{Earning, Earns, Worth};
use crate::incentive::engine::error::{RunError, RunFault};
use crate::incentive::engine::numbers::Who;
use crate::incentive::input::{Item, Person, Window};
use crate::incentive::number::Number;
use crate::incentive::plan::block::FactorUndefined;
use crate::incentive::plan::error::{Fault, together};
use crate::incentive::plan::measure::{self, Measure};
use crate::incentive::plan::rates::{RateRow, RateTable};
use crate::incentive::plan::reads::Reads;
use crate::incentive::plan::toml::{ColumnName, Entry, Field, Fields, TableId, shown};
use crate::incentive::rule::clawback;
use crate::incentive::trace::{Formula, ItemTrace, ItemWhy, Name, Note, Read, Source};
use crate::message::say;

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename = "per_item")]
struct PerItem {
    /// Column and the values that are kept.
    filter: Vec<(String, Vec<Wanted>)>,
    rate: ItemRate,
    /// A factor on some of them.
    coefficient: Option<Coefficient>,
}

/// What an item gives.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum ItemRate {
    /// amount x the rate of the row that fits.
    Rates(String),
    /// T(amount), each item alone.
    TableOfAmount(String),
    /// amount x T(column).
    TableOf(String, String),
}

/// A factor on the items with some payment numbers.
#[derive(Debug, Serialize)]
struct Coefficient {
    /// T
    table: String,
    /// x
    measure: Measure,
    /// On which payment numbers; empty: on all.
    due_no: Vec<Wanted>,
    on_undefined: Option<FactorUndefined>,
}

pub(super) fn read(fields: &Fields<'_, '_>) -> Option<Arc<dyn Earns>> {
    let filter = fields.entry("filter").map_or(Some(Vec::new()), |entry| filter(&entry));
    let rate = item_rate(fields);
    let coefficient = fields.optional("coefficient");
    Some(Arc::new(PerItem {
        filter: filter?,
        rate: rate?,
        coefficient,
    }))
}

fn filter(entry: &Entry<'_, '_>) -> Option<Vec<(String, Vec<Wanted>)>> {
    let inner = entry.table()?;
    let mut columns = Vec::new();
    for (span, entry) in inner.names() {
        inner.column(entry.key, &span);
        columns.push((entry.key.to_owned(), wanted(&entry)?));
    }
    Some(columns)
}

/// The values of a column that are kept: one at least.
fn wanted(entry: &Entry<'_, '_>) -> Option<Vec<Wanted>> {
    let values: Vec<Wanted> = Field::read(entry)?;
    if values.is_empty() {
        let key = entry.key.to_owned();
        entry.not_allowed(say!("errors.plan.not_allowed.empty", key));
        return None;
    }
    Some(values)
}

/// What a column may hold: a text, or whole numbers from one to another, both in it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Wanted {
    Text(String),
    Range(Option<i64>, Option<i64>),
}

/// The columns of payments that hold whole numbers.
const WHOLE_NUMBERS: [&str; 5] = ["due_no", "policy_year", "payment_years", "stage", "days_after_due"];

impl Field for Wanted {
    fn read(entry: &Entry<'_, '_>) -> Option<Self> {
        if let Some(integer) = entry.value().as_integer() {
            return Some(Self::Text(integer.as_str().replace('_', "")));
        }
        let text = entry.text()?;
        let range = Self::range(text);
        let is_number = || !WHOLE_NUMBERS.contains(&entry.key) || text.parse::<i64>().is_ok();
        if range.is_none() && (text.contains("..") || !is_number()) {
            let (key, text) = (entry.key.to_owned(), shown(text));
            entry.not_allowed(say!("errors.plan.not_allowed.range", key, text));
            return None;
        }
        Some(range.unwrap_or_else(|| Self::Text(text.to_owned())))
    }
}

impl Wanted {
    /// `2..`, `..3` or `2..4`.
    fn range(text: &str) -> Option<Self> {
        let (from, to) = text.split_once("..")?;
        let end = |text: &str| match text {
            "" => Some(None),
            text => text.parse::<i64>().ok().map(Some),
        };
        match (end(from)?, end(to)?) {
            (None, None) => None,
            (Some(from), Some(to)) if from > to => None,
            (from, to) => Some(Self::Range(from, to)),
        }
    }

    fn holds(&self, own: &str) -> bool {
        match self {
            Self::Text(text) => text == own,
            Self::Range(from, to) => own
                .parse()
                .is_ok_and(|own: i64| from.is_none_or(|from| from <= own) && to.is_none_or(|to| own <= to)),
        }
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = |end: &Option<i64>| end.map_or_else(String::new, |end| end.to_string());
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Range(from, to) => write!(f, "{}..{}", end(from), end(to)),
        }
    }
}

impl Serialize for Wanted {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

fn item_rate(fields: &Fields<'_, '_>) -> Option<ItemRate> {
    match (fields.has("rate_table"), fields.has("table")) {
        (true, true) => {
            let _ = (fields.entry("table"), fields.entry("on"));
            fields.refuse("rate_table", together("rate_table", "table"));
            None
        }
        (true, false) => {
            fields.refuse("on", together("on", "rate_table"));
            let known = &fields.reader.ids.rate_tables;
            fields
                .entry("rate_table")?
                .one_of("rate_table", known)
                .map(ItemRate::Rates)
        }
        (false, true) => {
            let (table, on) = (fields.need::<TableId>("table"), fields.need::<String>("on"));
            let (table, on) = (table?.0, on?);
            if on == "amount" {
                return Some(ItemRate::TableOfAmount(table));
            }
            let column: ColumnName = fields.optional("on")?;
            Some(ItemRate::TableOf(table, column.0))
        }
        (false, false) => {
            let hint = say!("errors.plan.missing.or_table");
            fields.fault("rate_table", Fault::Missing("rate_table".to_owned()), Some(hint));
            None
        }
    }
}

impl Field for Coefficient {
    fn read(entry: &Entry<'_, '_>) -> Option<Self> {
        let fields = entry.table()?;
        let (table, measure) = (
            fields.need::<TableId>("table"),
            Measure::read(&fields, measure::Wanted::Value),
        );
        let (on_undefined, due_no) = (fields.optional("on_undefined"), fields.entry("due_no"));
        let due_no = due_no.map_or(Some(Vec::new()), |entry| wanted(&entry));
        fields.finish();
        let measure = measure?;
        measure.needs_on_undefined(&fields);
        Some(Self {
            table: table?.0,
            measure,
            due_no: due_no?,
            on_undefined,
        })
    }
}

impl Coefficient {
    fn is_on(&self, item: &Item) -> bool {
        let own = item.column("due_no");
        self.due_no.is_empty() || self.due_no.iter().any(|wanted| wanted.holds(&own))
    }
}

impl Earns for PerItem {
    fn curve(&self) -> Option<(&str, &Measure)> {
        let coefficient = self.coefficient.as_ref()?;
        Some((&coefficient.table, &coefficient.measure))
    }

    fn reads(&self, reads: &mut Reads, window: Window) {
        reads.items = true;
        reads.items_of_year |= window == Window::YearToDate;
        reads
            .columns
            .extend(self.filter.iter().map(|(column, _)| column.clone()));
        if let ItemRate::TableOf(_, column) = &self.rate {
            reads.columns.insert(column.clone());
        }
        if let Some(coefficient) = &self.coefficient {
            reads.columns.insert("due_no".to_owned());
            reads.measure(&coefficient.measure, window);
        }
    }

    fn is_of_items(&self) -> bool {
        true
    }

    fn by_rate(&self, of: &Earning<'_>, item: &Item) -> Result<Number, RunError> {
        match self.why_not(of, item) {
            Some(_) => Ok(Number::zero()),
            None => Ok(self.rate.of(of, item)?.0),
        }
    }

    fn worth(&self, of: &Earning<'_>, person: &Person) -> Result<Worth, RunError> {
        let items = of.engine.orphans.items(&person.id);
        let mut worth = Worth::default();
        // Read only where an item asks for it, so that nobody is refused for a number that changes nothing.
        let counts_with = |c: &Coefficient| items.iter().any(|i| self.why_not(of, i).is_none() && c.is_on(i));
        let coefficient = self.coefficient.as_ref().filter(|c| counts_with(c));
        let coefficient = coefficient.map(|rule| Ok((rule, rule.factor(of, person, &mut worth)?)));
        let coefficient = coefficient.transpose()?;
        let (mut sum, mut count, mut taken_over) = (Number::zero(), 0, 0);
        for item in items {
            let mut line = ItemTrace {
                payment_id: item.payment_id.clone(),
                due_id: item.due_id.clone(),
                paid_on: item.paid_on,
                amount: item.amount.clone(),
                rate: Number::zero(),
                coefficient: Number::one(),
                result: None,
                why: ItemWhy::NoRate,
            };
            if let Some(why) = self.why_not(of, item) {
                line.why = why;
                worth.items.push(line);
                continue;
            }
            let value;
            (value, line.rate, line.why) = self.rate.of(of, item)?;
            if let Some((_, factor)) = coefficient.as_ref().filter(|(rule, _)| rule.is_on(item)) {
                line.coefficient.clone_from(factor);
            }
            let result = &value * &line.coefficient;
            sum += &result;
            count += 1;
            taken_over += u64::from(matches!(item, Cow::Owned(_)));
            line.result = Some(result);
            worth.items.push(line);
        }
        if taken_over > 0 {
            worth.notes.push(Note::TakenOver(taken_over));
        }
        worth.formula = Some(Formula::Payments(count).equals(&sum));
        worth.value = Some(sum);
        Ok(worth)
    }
}

impl PerItem {
    /// Why an item does not count; none if it does.
    fn why_not(&self, of: &Earning<'_>, item: &Item) -> Option<ItemWhy> {
        let (first, last) = of.engine.days(of.window);
        if item.paid_on < first || item.paid_on > last || item.paid_on > of.engine.input.as_of {
            return Some(ItemWhy::OtherDay);
        }
        if item.amount.is_negative() && clawback::takes_reversals(of.engine, of.rules) {
            return Some(ItemWhy::ClawedBack);
        }
        self.filter.iter().find_map(|(column, values)| {
            let own = item.column(column);
            let fits = values.iter().any(|wanted| wanted.holds(&own));
            (!fits).then(|| ItemWhy::Filtered(column.clone(), own.into_owned()))
        })
    }
}

impl Coefficient {
    fn factor(&self, of: &Earning<'_>, person: &Person, worth: &mut Worth) -> Result<Number, RunError> {
        let read = of.engine.read(Who::person(person), &self.measure, of.window);
        let looked = (self.table.as_str(), &self.measure, &read);
        let (at, notes) = (of.rule.at(), &mut worth.notes);
        let factor = of.engine.factor(at, &person.id, looked, self.on_undefined, notes)?;
        worth.inputs.push(read);
        worth.inputs.push(Read {
            name: Name::Factor(self.table.clone()),
            value: Some(factor.clone()),
            source: Source::Factor,
        });
        Ok(factor)
    }
}

impl ItemRate {
    /// What an item is worth, the rate and where it comes from.
    fn of(&self, of: &Earning<'_>, item: &Item) -> Result<(Number, Number, ItemWhy), RunError> {
        let whom = || say!("errors.fault.payment", id = item.payment_id);
        self.worth(of, item).map_err(|error| RunError { whom: whom(), ..error })
    }

    fn worth(&self, of: &Earning<'_>, item: &Item) -> Result<(Number, Number, ItemWhy), RunError> {
        let (at, whom) = (of.rule.at(), &item.payment_id);
        match self {
            Self::TableOfAmount(table) => {
                let (value, looked) = of.engine.look_up(at, whom, table, &item.amount)?;
                Ok((value.clone(), value, ItemWhy::Table(looked)))
            }
            Self::TableOf(table, column) => {
                let text = item.column(column);
                let x = Number::parse(&text).ok_or_else(|| {
                    let (column, text) = (column.clone(), text.clone().into_owned());
                    at.error(whom, RunFault::NoNumber { column, text })
                })?;
                let (value, looked) = of.engine.look_up(at, whom, table, &x)?;
                Ok((&item.amount * &value, value, ItemWhy::Table(looked)))
            }
            Self::Rates(id) => {
                let table = of.engine.head.rate_tables.iter().find(|table| table.id == *id);
                let table = table.expect("the plan was checked: it has every table it names");
                let found = rate_row(of, table, item).map_err(|fault| at.error(whom, fault))?;
                Ok(match found {
                    Some(row) => {
                        let why = ItemWhy::RateRow(format!("{} ({})", row.place, row.cells.join(", ")));
                        (&item.amount * &row.rate, row.rate.clone(), why)
                    }
                    None => (Number::zero(), Number::zero(), ItemWhy::NoRate),
                })
            }
        }
    }
}

/// The fitting row with the fewest stars, of each set of cells the latest in force.
fn rate_row<'t>(of: &Earning<'_>, table: &'t RateTable, item: &Item) -> Result<Option<&'t RateRow>, RunFault> {
    let cells: Vec<_> = table.keys.iter().map(|key| item.column(key)).collect();
    let fits = |row: &RateRow| {
        let mut both = row.cells.iter().zip(&cells);
        both.all(|(cell, own)| cell == "*" || cell == own)
    };
    let mut best: Vec<&RateRow> = Vec::new();
    for row in table.rows.iter().filter(|row| row.from <= of.engine.day && fits(row)) {
        match best.first().map(|b| row.stars().cmp(&b.stars())) {
            None | Some(Ordering::Less) => best = vec![row],
            Some(Ordering::Equal) => match best.iter_mut().find(|b| b.cells == row.cells) {
                Some(same) if same.from < row.from => *same = row,
                Some(_) => {}
                None => best.push(row),
            },
            Some(Ordering::Greater) => {}
        }
    }
    match best.as_slice() {
        [one] => Ok(Some(one)),
        [] if table.missing_is_zero => Ok(None),
        [] => {
            let named = cells.iter().zip(&table.keys);
            let named: Vec<String> = named.map(|(cell, key)| format!("{key} = {cell}")).collect();
            let (table, cells) = (table.id.clone(), named.join(", "));
            Err(RunFault::NoRate { table, cells })
        }
        [first, second, ..] => {
            let [first, second] = [first, second].map(|row| format!("({})", row.cells.join(", ")));
            let table = table.id.clone();
            Err(RunFault::Tie { table, first, second })
        }
    }
}
