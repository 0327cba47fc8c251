//! `per_item`: what each payment of the window is worth, by rate table or table, with a coefficient on some of them.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

use serde::Serialize;

use super::{Earning, Earns, Worth};
use crate::incentive::engine::error::{RunError, RunFault};
use crate::incentive::engine::numbers::Who;
use crate::incentive::input::{Item, Person, Window};
use crate::incentive::number::Number;
use crate::incentive::plan::block::FactorUndefined;
use crate::incentive::plan::error::{Fault, together};
use crate::incentive::plan::measure::{Measure, Wanted};
use crate::incentive::plan::rates::{RateRow, RateTable};
use crate::incentive::plan::reads::Reads;
use crate::incentive::plan::toml::{ColumnName, Entry, Field, Fields, TableId};
use crate::incentive::rule::clawback;
use crate::incentive::trace::{Formula, ItemTrace, ItemWhy, Name, Note, Read, Source};
use crate::message::say;

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename = "per_item")]
struct PerItem {
    /// Column and the values that are kept.
    filter: Vec<(String, Vec<String>)>,
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
    due_no: Vec<String>,
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

fn filter(entry: &Entry<'_, '_>) -> Option<Vec<(String, Vec<String>)>> {
    let inner = entry.table()?;
    let mut columns = Vec::new();
    for (span, entry) in inner.names() {
        inner.column(entry.key, &span);
        let values: Vec<Value> = Field::read(&entry)?;
        columns.push((entry.key.to_owned(), values.into_iter().map(|value| value.0).collect()));
    }
    Some(columns)
}

/// What a column may hold: text, or an integer as text.
struct Value(String);

impl Field for Value {
    fn read(entry: &Entry<'_, '_>) -> Option<Self> {
        match entry.value().as_integer() {
            Some(integer) => Some(Self(integer.as_str().replace('_', ""))),
            None => String::read(entry).map(Self),
        }
    }
}

/// True for a whole number in a range such as `2..`, `..3` or `2..4`, whose ends are in it.
fn is_in_range(range: &str, own: &str) -> bool {
    let Some((from, to)) = range.split_once("..") else {
        return false;
    };
    let end = |text: &str, open: i64| if text.is_empty() { Some(open) } else { text.parse().ok() };
    match (own.parse::<i64>(), end(from, i64::MIN), end(to, i64::MAX)) {
        (Ok(own), Some(from), Some(to)) => (from..=to).contains(&own),
        _ => false,
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
        let (table, measure) = (fields.need::<TableId>("table"), Measure::read(&fields, Wanted::Value));
        let (on_undefined, due_no) = (fields.optional("on_undefined"), fields.optional::<Vec<u32>>("due_no"));
        fields.finish();
        let measure = measure?;
        measure.needs_on_undefined(&fields);
        Some(Self {
            table: table?.0,
            measure,
            due_no: due_no.unwrap_or_default().iter().map(u32::to_string).collect(),
            on_undefined,
        })
    }
}

impl Coefficient {
    fn is_on(&self, item: &Item) -> bool {
        self.due_no.is_empty() || self.due_no.contains(&item.column("due_no").into_owned())
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
            let fits = values.iter().any(|value| *value == own || is_in_range(value, &own));
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
