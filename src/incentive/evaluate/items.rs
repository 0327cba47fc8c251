//! `per_item`: what each payment of the window is worth.

use super::Engine;
use super::components::{Earning, Worth};
use super::error::{RunError, RunFault};
use super::read::{At, Who};
use crate::incentive::input::{Item, Person};
use crate::incentive::number::Number;
use crate::incentive::plan::components::{Coefficient, FactorUndefined, ItemRate};
use crate::incentive::plan::rates::RateRow;
use crate::incentive::plan::{Cause, RateTable};
use crate::incentive::trace::{ItemTrace, ItemWhy, Note, Read};

type Rule<'p> = (&'p [(String, Vec<String>)], &'p ItemRate, Option<&'p Coefficient>);

impl Engine<'_> {
    pub(super) fn per_item(&self, earning: &Earning<'_>, person: &Person, rule: Rule<'_>) -> Result<Worth, RunError> {
        let (filter, rate, coefficient) = rule;
        let items = self.input.items.get(&person.id).map(Vec::as_slice).unwrap_or_default();
        let mut worth = Worth::default();
        let factor = match coefficient {
            // Read only where an item asks for it, so that nobody is refused for a number that changes nothing.
            Some(rule)
                if items
                    .iter()
                    .any(|i| self.why_not(earning, filter, i).is_none() && rule.is_on(&i.column("due_no"))) =>
            {
                Some(self.coefficient(earning, person, rule, &mut worth)?)
            }
            _ => None,
        };
        let mut sum = Number::zero();
        let mut count = 0;
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
            if let Some(why) = self.why_not(earning, filter, item) {
                line.why = why;
                worth.items.push(line);
                continue;
            }
            let (value, rate, why) = self.item_value(earning.at, rate, item)?;
            let on_this = coefficient.is_some_and(|c| c.is_on(&item.column("due_no")));
            if let Some(factor) = factor.as_ref().filter(|_| on_this) {
                line.coefficient = factor.clone();
            }
            let result = &value * &line.coefficient;
            sum += &result;
            count += 1;
            (line.rate, line.result, line.why) = (rate, Some(result), why);
            worth.items.push(line);
        }
        worth.formula = format!("Σ({count}) = {sum}");
        worth.value = Some(sum);
        Ok(worth)
    }

    /// Why an item does not count; none if it does.
    fn why_not(&self, earning: &Earning<'_>, filter: &[(String, Vec<String>)], item: &Item) -> Option<ItemWhy> {
        let (first, last) = self.days(earning.window);
        if item.paid_on < first || item.paid_on > last || item.paid_on > self.input.as_of {
            return Some(ItemWhy::OtherDay);
        }
        if item.amount.is_negative() && self.reversals_are_clawed_back() {
            return Some(ItemWhy::ClawedBack);
        }
        filter.iter().find_map(|(column, values)| {
            let own = item.column(column);
            let fits = values.iter().any(|value| *value == own);
            (!fits).then(|| ItemWhy::Filtered(column.clone(), own.into_owned()))
        })
    }

    fn reversals_are_clawed_back(&self) -> bool {
        let rules = self.plan.clawbacks.iter().filter_map(|block| block.on(self.day));
        rules
            .into_iter()
            .any(|v| v.body.causes.iter().any(|(cause, _)| *cause == Cause::Reversal))
    }

    /// What an item is worth, the rate and where it comes from.
    fn item_value(&self, at: At<'_>, rate: &ItemRate, item: &Item) -> Result<(Number, Number, ItemWhy), RunError> {
        let whom = format!("payment {}", item.payment_id);
        match rate {
            ItemRate::TableOfAmount(table) => {
                let (value, text) = self.look_up(at, &whom, table, &item.amount)?;
                Ok((value.clone(), value, ItemWhy::Table(text)))
            }
            ItemRate::TableOf(table, column) => {
                let text = item.column(column);
                let x = Number::parse(&text).ok_or_else(|| {
                    let fault = RunFault::NoNumber {
                        column: column.clone(),
                        text: text.clone().into_owned(),
                    };
                    at.error(&whom, fault)
                })?;
                let (value, text) = self.look_up(at, &whom, table, &x)?;
                Ok((&item.amount * &value, value, ItemWhy::Table(text)))
            }
            ItemRate::Rates(id) => {
                let table = self.plan.rate_tables.iter().find(|t| t.id == *id);
                let table = table.expect("the plan was checked: it has every table it names");
                match self.rate_row(at, &whom, table, item)? {
                    Some(row) => Ok((
                        &item.amount * &row.rate,
                        row.rate.clone(),
                        ItemWhy::RateRow(format!("{} ({})", row.place, row.cells.join(", "))),
                    )),
                    None => Ok((Number::zero(), Number::zero(), ItemWhy::NoRate)),
                }
            }
        }
    }

    /// The fitting row with the fewest stars, of each set of cells the latest in force.
    fn rate_row<'t>(
        &self,
        at: At<'_>,
        whom: &str,
        table: &'t RateTable,
        item: &Item,
    ) -> Result<Option<&'t RateRow>, RunError> {
        let cells: Vec<_> = table.keys.iter().map(|key| item.column(key)).collect();
        let fits = |row: &RateRow| {
            row.cells
                .iter()
                .zip(&cells)
                .all(|(cell, own)| cell == "*" || cell == own)
        };
        let mut best: Vec<&RateRow> = Vec::new();
        for row in table.rows.iter().filter(|row| row.from <= self.day && fits(row)) {
            match best.first().map(|b| row.stars().cmp(&b.stars())) {
                None | Some(std::cmp::Ordering::Less) => best = vec![row],
                Some(std::cmp::Ordering::Equal) => match best.iter_mut().find(|b| b.cells == row.cells) {
                    Some(same) if same.from < row.from => *same = row,
                    Some(_) => {}
                    None => best.push(row),
                },
                Some(std::cmp::Ordering::Greater) => {}
            }
        }
        match best.as_slice() {
            [one] => Ok(Some(one)),
            [] if table.missing_is_zero => Ok(None),
            [] => {
                let cells = cells
                    .iter()
                    .zip(&table.keys)
                    .map(|(cell, key)| format!("{key} = {cell}"));
                let fault = RunFault::NoRate {
                    table: table.id.clone(),
                    cells: cells.collect::<Vec<_>>().join(", "),
                };
                Err(at.error(whom, fault))
            }
            [first, second, ..] => {
                let named = |row: &RateRow| format!("({})", row.cells.join(", "));
                let fault = RunFault::Tie {
                    table: table.id.clone(),
                    first: named(first),
                    second: named(second),
                };
                Err(at.error(whom, fault))
            }
        }
    }

    fn coefficient(
        &self,
        earning: &Earning<'_>,
        person: &Person,
        rule: &Coefficient,
        worth: &mut Worth,
    ) -> Result<Number, RunError> {
        let read = self.read(Who::person(person), &rule.measure, earning.window);
        let factor = self.factor(
            earning.at,
            &person.id,
            (&rule.table, &read, rule.on_undefined),
            &mut worth.notes,
        )?;
        worth.inputs.push(read);
        worth.inputs.push(Read {
            name: rule.table.clone(),
            value: Some(factor.clone()),
            source: "coefficient".to_owned(),
        });
        Ok(factor)
    }

    /// T(x), or what `on_undefined` says.
    pub(super) fn factor(
        &self,
        at: At<'_>,
        whom: &str,
        (table, read, on_undefined): (&str, &Read, Option<FactorUndefined>),
        notes: &mut Vec<Note>,
    ) -> Result<Number, RunError> {
        if let Some(x) = &read.value {
            return Ok(self.look_up(at, whom, table, x)?.0);
        }
        let factor = match on_undefined {
            Some(FactorUndefined::Zero) => Number::zero(),
            Some(FactorUndefined::One) => Number::one(),
            Some(FactorUndefined::Error) | None => return Err(at.undefined(whom, &read.name)),
        };
        notes.push(Note::UndefinedFactor(read.name.clone(), factor.clone()));
        Ok(factor)
    }
}
