//! What the data of the last months never reaches: tiers in which nobody was, gates that nobody failed or passed.
//!
//! Such a rule is not wrong, but it decides nothing, which whoever wrote it may not have meant.

use std::collections::{BTreeMap, BTreeSet};

use super::calculate::PayrollContext;
use super::gather;
use chrono::NaiveDate;

use crate::diagnostic::Result;
use crate::incentive::Plan;
use crate::incentive::engine::outcome::Outcome;
use crate::incentive::number::Number;
use crate::incentive::plan::block::in_force;
use crate::incentive::plan::check::for_period;
use crate::incentive::plan::known::SCORED;
use crate::incentive::plan::measure::MeasureName;
use crate::incentive::plan::table::{Curve, look_up};
use crate::incentive::rule::component::{self, Component};
use crate::incentive::rule::gate::{self, Gate};
use crate::incentive::trace::{Name, Note, Read, TraceRow};
use crate::period::{Period, View};
use crate::store::{Params, Statement};

/// A rule that decided nothing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Idle {
    /// Nobody's value lay in the tier from here on: table, component, where it begins.
    Tier(String, String, Number),
    /// No payment had this value, which a row of the rate table asks for: table, column, value.
    Rate(String, String, String),
    NeverFails(String),
    NeverPasses(String),
    /// Nothing was ever counted of the part of a metric that a measure reads.
    Measure(MeasureName),
}

/// What was seen so far.
#[derive(Default)]
struct Seen {
    /// By table and component: where the tiers begin that values lay in.
    tiers: BTreeMap<(String, String), BTreeSet<Number>>,
    /// By column of payments: the values they had.
    values: BTreeMap<String, BTreeSet<String>>,
    passed: BTreeSet<String>,
    failed: BTreeSet<String>,
    /// The metrics, or parts of them, that had sums.
    sums: BTreeSet<String>,
}

impl PayrollContext<'_> {
    /// The rules of `plan`, as they are in the last of `periods`, that decided nothing in any of them. Periods in which the
    /// plan is not in force say nothing.
    pub fn idle_rules(&self, plan: &Plan, periods: &[Period]) -> Result<Vec<Idle>> {
        let mut seen = Seen::default();
        gather::begin(self.store, "")?;
        let mut told = None;
        for period in periods.iter().filter(|period| for_period(plan, **period).is_ok()) {
            let calculation = self.calculation_after(plan, &plan.head.file, View::at_end(*period))?;
            seen.look(plan, *period, &calculation.outcome);
            seen.sums.extend(calculation.sums.iter().map(|sum| sum.metric.clone()));
            self.look_at_payments(plan, &mut seen)?;
            told = Some(*period);
        }
        let Some(last) = told else {
            return Ok(Vec::new());
        };
        let mut idle = seen.idle(plan, last);
        for (name, _) in plan.reads().measures {
            if !name.selection.is_empty() && !self.is_counted(&name, &seen)? {
                idle.push(Idle::Measure(name));
            }
        }
        idle.sort();
        idle.dedup();
        Ok(idle)
    }

    /// True if something of what a measure selects was counted.
    fn is_counted(&self, name: &MeasureName, seen: &Seen) -> Result<bool> {
        if name.metric == SCORED {
            return Ok(seen.sums.contains(&*name.sums()));
        }
        let metric = self.catalog.measure(&name.metric)?;
        let parts = metric.composite.iter().flat_map(|composite| &composite.parts);
        let mut ids = parts.map(|(_, part)| part).chain([&metric.id]);
        Ok(ids.any(|id| seen.sums.contains(&*name.sums_of(id.as_str()))))
    }

    /// The values that the payments of the period calculated last had in the columns of rate tables.
    fn look_at_payments(&self, plan: &Plan, seen: &mut Seen) -> Result<()> {
        if !plan.reads().items {
            return Ok(());
        }
        let template = self
            .store
            .library()
            .get("queries/incentive/gather/paid_values.sql.j2")?;
        let columns: BTreeSet<&String> = plan.head.rate_tables.iter().flat_map(|table| &table.keys).collect();
        for column in columns {
            let statement = Statement::render(template, minijinja::context! { column })?;
            let rows = self.store.query(&statement, &Params::none())?;
            let values = rows.iter().map(|row| row.text("value"));
            seen.values.entry(column.clone()).or_default().extend(values);
        }
        Ok(())
    }
}

impl Seen {
    fn look(&mut self, plan: &Plan, period: Period, outcome: &Outcome) {
        let day = period.first_on();
        for step in outcome.people.iter().flat_map(|person| &person.trace) {
            let id = step.node.id.as_deref().unwrap_or_default();
            if step.node.word == component::WORD {
                self.look_at_component(plan, day, id, step);
            } else if step.step.key == gate::WORD {
                for note in &step.notes {
                    match note {
                        Note::Passed(_) => self.passed.insert(id.to_owned()),
                        Note::Failed(..) => self.failed.insert(id.to_owned()),
                        _ => false,
                    };
                }
            }
        }
    }

    fn look_at_component(&mut self, plan: &Plan, day: NaiveDate, id: &str, step: &TraceRow) {
        let component = plan
            .rules
            .of::<Component>()
            .iter()
            .find(|c| c.id == id)
            .and_then(|c| c.on(day));
        let Some((name, measure)) = component.and_then(|version| version.body.table()) else {
            return;
        };
        let is_x = |read: &&Read| matches!(&read.name, Name::Measure(own) if *own == measure.name);
        let x = step.inputs.iter().find(is_x).and_then(|read| read.value.as_ref());
        let table = plan.head.tables.iter().find(|table| table.id == name);
        let version = table.and_then(|table| in_force(&table.versions, day, |v| v.from));
        if let (Some(x), Some(table), Some(version)) = (x, table, version)
            && let Ok(looked) = look_up(table, &version.body, x)
            && let Some(from) = looked.from
        {
            let key = (name.to_owned(), id.to_owned());
            self.tiers.entry(key).or_default().insert(from);
        }
    }

    /// Values that rate rows in force ask for and no payment had.
    fn idle_rates(&self, plan: &Plan, day: NaiveDate) -> BTreeSet<Idle> {
        let mut idle = BTreeSet::new();
        for table in &plan.head.rate_tables {
            for row in table.rows.iter().filter(|row| row.from <= day) {
                for (column, cell) in table.keys.iter().zip(&row.cells).filter(|(_, cell)| *cell != "*") {
                    if self.values.get(column).is_some_and(|values| !values.contains(cell)) {
                        idle.insert(Idle::Rate(table.id.clone(), column.clone(), cell.clone()));
                    }
                }
            }
        }
        idle
    }

    fn idle(&self, plan: &Plan, last: Period) -> Vec<Idle> {
        let day = last.first_on();
        let mut idle = Vec::new();
        for ((table, component), seen) in &self.tiers {
            let found = plan.head.tables.iter().find(|t| t.id == *table);
            let version = found.and_then(|t| in_force(&t.versions, day, |v| v.from));
            if let Some(Curve::Tiers { tiers, .. }) = version.map(|version| &version.body) {
                let unseen = tiers.iter().filter(|(from, _)| !seen.contains(from));
                idle.extend(unseen.map(|(from, _)| Idle::Tier(table.clone(), component.clone(), from.clone())));
            }
        }
        idle.extend(self.idle_rates(plan, day));
        let gates = plan.rules.of::<Gate>().iter().filter(|gate| gate.on(day).is_some());
        for gate in gates.map(|gate| &gate.id) {
            match (self.passed.contains(gate), self.failed.contains(gate)) {
                (true, false) => idle.push(Idle::NeverFails(gate.clone())),
                (false, true) => idle.push(Idle::NeverPasses(gate.clone())),
                _ => {}
            }
        }
        idle
    }
}
