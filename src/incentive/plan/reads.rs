//! What a plan reads: which measures of whom over which days, which columns of payments, which events and earlier rows.
//!
//! All versions are looked at, not only those of a period: what is kept back or taken back goes by the version of the
//! period the money comes from.

use std::collections::BTreeSet;

use super::around::{Causes, Fund, PenaltyEach, PoolWeights};
use super::components::{Component, ItemRate, Kind, MissingIndicator};
use super::measure::{Amount, AmountSource, Measure, Part, Scope};
use super::{Block, Cause, Condition, OnExcess, Per, Plan};
use crate::incentive::input::Window;

/// What a calculation has to be given.
#[allow(clippy::struct_excessive_bools, reason = "each is asked for on its own")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    /// Metrics with whose values over which days.
    pub measures: BTreeSet<(String, Scope, Window)>,
    /// True if something is held against a target.
    pub targets: bool,
    /// True if a component pays for payments, or a clawback takes back for them.
    pub items: bool,
    /// True if payments since 1 January count.
    pub items_of_year: bool,
    /// The columns of payments that filters, rates and coefficients look at.
    pub columns: BTreeSet<String>,
    /// What takes pay back.
    pub causes: BTreeSet<Cause>,
    /// The most months after which an event takes anything back; none if there is no end.
    pub longest: Option<u32>,
    /// True if all earlier rows of the calendar year are asked for, not only balances.
    pub whole_year: bool,
}

impl Plan {
    /// What it reads.
    #[must_use]
    pub fn reads(&self) -> Reads {
        let mut reads = Reads::default();
        for component in bodies(&self.components) {
            reads.component(component);
        }
        for rate_table in &self.rate_tables {
            reads.columns.extend(rate_table.keys.iter().cloned());
        }
        self.around(&mut reads);
        self.limits(&mut reads);
        let mut longest = Some(0);
        for clawback in bodies(&self.clawbacks) {
            reads.items = true;
            reads.limit(clawback.never_below.as_ref());
            for (cause, how) in &clawback.causes {
                reads.causes.insert(*cause);
                let own = match how {
                    Causes::Share(_) => None,
                    Causes::Schedule => Some(clawback.schedule.last().map_or(0, |(upto, _)| *upto)),
                };
                longest = longest.zip(own).map(|(a, b)| a.max(b));
            }
        }
        reads.longest = longest;
        reads
    }

    /// Its ids and what people call them, of those that have a title.
    #[must_use]
    pub fn titles(&self) -> Vec<(String, String)> {
        fn of<T>(blocks: &[Block<T>]) -> impl Iterator<Item = (&String, Option<&String>)> {
            blocks.iter().map(|block| (&block.id, block.title.as_ref()))
        }
        let params = self.params.iter().map(|p| (&p.id, p.title.as_ref()));
        let tables = self.tables.iter().map(|t| (&t.id, t.title.as_ref()));
        let rates = self.rate_tables.iter().map(|t| (&t.id, t.title.as_ref()));
        let all = params.chain(tables).chain(rates);
        let all = all
            .chain(of(&self.components))
            .chain(of(&self.eligibility))
            .chain(of(&self.gates));
        let all = all
            .chain(of(&self.multipliers))
            .chain(of(&self.penalties))
            .chain(of(&self.floors));
        let all = all
            .chain(of(&self.caps))
            .chain(of(&self.prorations))
            .chain(of(&self.pools));
        let all = all
            .chain(of(&self.guarantees))
            .chain(of(&self.deferrals))
            .chain(of(&self.clawbacks));
        all.filter_map(|(id, title)| Some((id.clone(), title?.clone())))
            .collect()
    }

    fn around(&self, reads: &mut Reads) {
        for rule in bodies(&self.eligibility) {
            reads.condition(rule.when.as_ref());
        }
        for gate in bodies(&self.gates) {
            reads.condition(Some(&gate.when));
        }
        for deferral in bodies(&self.deferrals) {
            reads.condition(deferral.when.as_ref());
        }
        for multiplier in bodies(&self.multipliers) {
            reads.measure(&multiplier.measure, Window::Period);
        }
        for penalty in bodies(&self.penalties) {
            reads.measure(&penalty.measure, Window::Period);
            if let PenaltyEach::Amount(amount) = &penalty.each {
                reads.amount(amount, Window::Period);
            }
        }
        for pool in bodies(&self.pools) {
            if let Fund::Amount(amount) = &pool.fund {
                reads.amount(amount, Window::Period);
            }
            if let PoolWeights::Measure(measure) = &pool.weights {
                reads.measure(measure, Window::Period);
            }
        }
    }

    fn limits(&self, reads: &mut Reads) {
        for floor in bodies(&self.floors) {
            reads.limit(Some(&floor.limit));
            reads.whole_year |= floor.per == Per::Year;
        }
        for cap in bodies(&self.caps) {
            reads.limit(Some(&cap.limit));
            reads.whole_year |= cap.per == Per::Year || cap.on_excess != OnExcess::Lose;
        }
        for guarantee in bodies(&self.guarantees) {
            reads.limit(Some(&guarantee.amount));
        }
    }
}

fn bodies<T>(blocks: &[Block<T>]) -> impl Iterator<Item = &T> {
    blocks.iter().flat_map(|b| b.versions.iter().map(|v| &v.body))
}

impl Reads {
    fn component(&mut self, component: &Component) {
        let window = if component.ytd {
            Window::YearToDate
        } else {
            Window::Period
        };
        self.whole_year |= component.ytd;
        for amount in component.cap.iter().chain(&component.floor) {
            self.amount(amount, window);
        }
        match &component.kind {
            Kind::PercentOfTarget { base, measure, .. } => {
                self.amount(base, window);
                self.measure(measure, window);
            }
            Kind::Rate { measure, .. } | Kind::Ranking { measure, .. } => self.measure(measure, window),
            Kind::PerUnit { measure, amount, .. } => {
                self.measure(measure, window);
                self.amount(amount, window);
            }
            Kind::PerItem {
                filter,
                rate,
                coefficient,
            } => {
                self.items = true;
                self.items_of_year |= component.ytd;
                self.columns.extend(filter.iter().map(|(column, _)| column.clone()));
                if let ItemRate::TableOf(_, column) = rate {
                    self.columns.insert(column.clone());
                }
                if let Some(coefficient) = coefficient {
                    self.columns.insert("due_no".to_owned());
                    self.measure(&coefficient.measure, window);
                }
            }
            Kind::Score { base, indicators, .. } => {
                self.amount(base, window);
                for indicator in indicators {
                    self.measure(&indicator.measure, window);
                    if indicator.missing == MissingIndicator::PeerGroup {
                        let own = (indicator.measure.metric.clone(), Scope::Specialist, window);
                        self.measures.insert(own);
                    }
                }
            }
        }
    }

    fn measure(&mut self, measure: &Measure, window: Window) {
        self.targets |= measure.part == Part::Attainment;
        self.measures.insert((measure.metric.clone(), measure.scope, window));
    }

    fn amount(&mut self, amount: &Amount, window: Window) {
        if let AmountSource::Measure(measure) = &amount.source {
            self.measure(measure, window);
        }
    }

    fn limit(&mut self, amount: Option<&Amount>) {
        if let Some(amount) = amount {
            self.amount(amount, Window::Period);
        }
    }

    fn condition(&mut self, condition: Option<&Condition>) {
        for measure in condition.iter().flat_map(|c| c.tree.measures()) {
            self.measure(measure, Window::Period);
        }
    }
}
