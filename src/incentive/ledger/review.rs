//! What reports tell of pay beside its amounts, read from the store: its rows as people count them, results against pay, and
//! the effect of a change.

use std::collections::BTreeMap;

use super::calculate::PayrollContext;
use super::error::LedgerError;
use super::rows::{self, Columns, FromRow};
use super::runs::{PersonRow, Run};
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::incentive::fairness::{Effect, Team, effect};
use crate::incentive::number::Number;
use crate::incentive::plan::block::{Version, in_force};
use crate::incentive::plan::measure::MeasureName;
use crate::incentive::plan::table::{Curve, Looked, Table, look_up};
use crate::incentive::rule::component::Component;
use crate::incentive::rule::list::row_words;
use crate::incentive::trace::{Name, Node, Read};
use crate::message::{Say, say};
use crate::metrics::{Coverage, Dimension, Extent, RollUp, Sums};
use crate::period::{Period, View};
use crate::store::{Cell, Params, Store};

/// Makes the view `pay_lines`: the rows of runs as people count them, in the order of the steps.
pub fn make_pay_lines(store: &Store) -> Result<()> {
    store.run("queries/incentive/review/row_words_create.sql", &Params::none())?;
    let places = (1..).zip(row_words());
    let rows: Vec<[Cell; 2]> = places
        .map(|(place, word)| [Cell::Text(word.key.to_owned()), Cell::Integer(place)])
        .collect();
    store.append("row_words", rows.iter().map(<[Cell; 2]>::as_slice))?;
    store.run("queries/incentive/review/pay_lines.sql", &Params::none())?;
    Ok(())
}

/// What went into a component for a person.
struct ResultRow {
    specialist: String,
    node: Node,
    inputs: String,
}

impl FromRow for ResultRow {
    fn from_row(row: Columns<'_>) -> Result<Self> {
        Ok(Self {
            specialist: row.get("specialist_id")?,
            node: row.get("node")?,
            inputs: row.get("inputs")?,
        })
    }
}

/// Results of people against their pay.
pub struct Figures {
    pub node: Node,
    pub measure: MeasureName,
    /// Everybody with a result.
    pub values: Vec<Achieved>,
    /// Where the tiers of its table begin.
    pub edges: Vec<Number>,
}

/// How many people are where in a component's table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Everybody with a result.
    pub people: usize,
    /// Below the threshold: the table gives 0.
    pub below: usize,
    /// At the target: it gives 1 or more.
    pub at_target: usize,
    /// In the last tier, or at the last point.
    pub at_top: usize,
    /// False where the plan is not at hand, so that nobody knows.
    pub is_known: bool,
}

impl Standing {
    /// Counts results.
    pub fn of<'a>(results: impl IntoIterator<Item = &'a Achieved>) -> Self {
        let mut standing = Self::default();
        for result in results {
            standing.people += 1;
            standing.at_top += usize::from(result.is_top);
            if let Some(factor) = &result.factor {
                standing.is_known = true;
                standing.below += usize::from(factor.is_zero());
                standing.at_target += usize::from(*factor >= Number::one());
            }
        }
        standing
    }
}

/// One person's result and pay.
pub struct Achieved {
    pub specialist: String,
    pub x: Number,
    /// What the table makes of it, where the plan is at hand.
    pub factor: Option<Number>,
    /// True if it lies in the last tier, or at the last point.
    pub is_top: bool,
    pub pay: Number,
}

/// True if nothing above is to be had.
fn is_top(table: Option<(&Table, &Version<Curve>)>, looked: &Looked) -> bool {
    let last = table.and_then(|(_, version)| match &version.body {
        Curve::Tiers { tiers, .. } => tiers.last().map(|(from, _)| from),
        Curve::Points(points) => points.last().map(|(at, _)| at),
    });
    last.is_some() && (looked.from.as_ref() == last || looked.clamped.as_ref() == last)
}

/// Where the tiers of a table begin; a table of points has none, nor has the first tier an edge.
fn edges(curve: &Curve) -> Vec<Number> {
    match curve {
        Curve::Tiers { tiers, .. } => tiers.iter().skip(1).map(|(from, _)| from.clone()).collect(),
        Curve::Points(_) => Vec::new(),
    }
}

impl PayrollContext<'_> {
    /// Results and pay of the people of a run, component by component; what its tables make of them where the plan's file is
    /// what it was.
    pub fn figures(&self, run: &Run, people: &[PersonRow]) -> Result<Vec<Figures>> {
        let plan = self.plan_of(run, None).ok();
        let plan = plan.as_ref();
        let params = Params::none().with("run_no", run.run_no);
        let pay: BTreeMap<&str, Decimal> = people.iter().map(|p| (p.specialist.as_str(), p.pay)).collect();
        let mut found: BTreeMap<Node, Figures> = BTreeMap::new();
        let day = run.period.first_on();
        for ResultRow {
            specialist,
            node,
            inputs,
        } in rows::all(self.store, "review/results", &params)?
        {
            let reads: Vec<Read> = serde_json::from_str(&inputs).map_err(|e| LedgerError::Unreadable {
                what: "the trace",
                run_no: run.run_no,
                reason: e.message(),
            })?;
            let first = reads.into_iter().next();
            let Some((Name::Measure(measure), Some(x))) = first.map(|read| (read.name, read.value)) else {
                continue;
            };
            let id = node.id.as_deref();
            let component = plan.and_then(|plan| {
                plan.rules
                    .of::<Component>()
                    .iter()
                    .find(|c| Some(c.id.as_str()) == id)?
                    .on(day)
            });
            if component.is_some_and(|version| version.body.measure().is_none()) {
                continue;
            }
            let curve = component.and_then(|version| version.body.table());
            let curve = curve.filter(|(_, own)| own.name == measure);
            let table = curve.and_then(|(name, _)| {
                let table = plan?.head.tables.iter().find(|t| t.id == name)?;
                Some((table, in_force(&table.versions, day, |v| v.from)?))
            });
            let factor = table.and_then(|(table, version)| look_up(table, &version.body, &x).ok());
            let entry = found.entry(node.clone()).or_insert_with(|| Figures {
                node,
                measure,
                values: Vec::new(),
                edges: table.map(|(_, version)| edges(&version.body)).unwrap_or_default(),
            });
            entry.values.push(Achieved {
                x,
                is_top: factor.as_ref().is_some_and(|looked| is_top(table, looked)),
                factor: factor.map(|looked| looked.value),
                pay: pay
                    .get(specialist.as_str())
                    .map_or_else(Number::zero, |pay| Number::from(*pay)),
                specialist,
            });
        }
        Ok(found.into_values().collect())
    }

    /// The effect of a change made in `changed` teams from `since` on, on a metric: as many periods after as before, but for
    /// those the data do not cover, which are given back.
    pub fn effect(
        &self,
        metric: &str,
        changed: &[String],
        since: Period,
        periods: u32,
    ) -> Result<(Effect, Vec<Period>)> {
        let metric = self.catalog.get(metric)?;
        let (mut before, mut after) = (vec![since.previous()], vec![since]);
        for _ in 1..periods {
            before.push(before[before.len() - 1].previous());
            after.push(after[after.len() - 1].next());
        }
        let coverage = Coverage::load(self.store, &self.workspace.settings)?;
        let all = before.iter().chain(&after).map(|period| View::at_end(*period));
        let (views, left_out): (Vec<View>, Vec<View>) =
            all.partition(|view| coverage.of(&self.catalog, metric, *view) == Extent::Known);
        let run = crate::metrics::Run::new(self.store, &self.workspace.settings.metrics, &views)?;
        let by = [Dimension::parse("team")?];
        let sums = Sums::compute(&run, &self.catalog, &[metric], &by)?;
        let values = sums.values(RollUp { by: &by, filters: &[] })?;
        let mut teams: BTreeMap<String, Team> = BTreeMap::new();
        for value in values.iter().filter(|value| value.entity.id != "unassigned") {
            let team = teams.entry(value.entity.id.clone()).or_insert_with(|| Team {
                id: value.entity.id.clone(),
                changed: changed.contains(&value.entity.id),
                before: Default::default(),
                after: Default::default(),
            });
            let side = if value.view.period.first_on() < since.first_on() {
                &mut team.before
            } else {
                &mut team.after
            };
            side.0 += &value.numerator.map_or_else(Number::zero, Number::from);
            // A count is held against the number of periods.
            side.1 += &value.denominator.map_or_else(Number::one, Number::from);
        }
        if let Some(unknown) = changed.iter().find(|id| !teams.contains_key(*id)) {
            return Err(LedgerError::NoEffect(say!("errors.ledger.no_effect.no_team", id = unknown.clone())).into());
        }
        let teams: Vec<Team> = teams.into_values().collect();
        let found = effect(&teams).ok_or_else(|| LedgerError::NoEffect(say!("errors.ledger.no_effect.one_side")))?;
        Ok((found, left_out.into_iter().map(|view| view.period).collect()))
    }
}
