//! The sums of a run rolled up to what is asked, as they are read from the store.
//!
//! A large company asks for millions of them, so whose they are is read and kept once and not with every sum.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::catalog::MetricId;
use super::dimension::Dimension;
use super::rollup::RollUp;
use super::run::Run;
use super::standard::Lineage;
use super::value::Entity;
use crate::decimal::{Decimal, Ratio};
use crate::diagnostic::Result;
use crate::store::{Params, Row, Statement};

/// Whom a sum is about, in one period.
pub(super) struct Whose {
    pub entity: Arc<Entity>,
    pub lineage: Lineage,
}

/// A numerator and a denominator.
pub(super) struct Sum {
    pub period_no: i64,
    pub whose: Arc<Whose>,
    pub numerator: Option<Decimal>,
    pub denominator: Option<Decimal>,
    /// How many cases they are of.
    pub weight: Option<Decimal>,
}

impl Sum {
    /// Where it stands among the sums of its metric.
    pub fn place(&self) -> (&str, i64) {
        (&self.whose.entity.id, self.period_no)
    }

    /// The one over the other, where there is something to divide.
    pub fn ratio(&self) -> Option<Ratio> {
        let ratio = Ratio::new(self.numerator?, self.denominator?);
        (!ratio.denominator.is_zero()).then_some(ratio)
    }
}

/// The sums of each metric, in order of entity and period.
pub(super) struct Rolled(BTreeMap<MetricId, Vec<Sum>>);

impl Rolled {
    /// Reads them, in the periods of these numbers; in all of them if `None`.
    pub fn read(run: &Run<'_>, roll_up: RollUp<'_>, periods: Option<&BTreeSet<i64>>) -> Result<Self> {
        let question = Question::new(roll_up, periods);
        let known = question.whose(run)?;
        let mut sums: BTreeMap<MetricId, Vec<Sum>> = BTreeMap::new();
        let mut metric: Option<(String, MetricId)> = None;
        run.store
            .each(&question.statement(run, true)?, &question.params, |row| {
                let name = row.str("metric");
                if metric.as_ref().is_none_or(|(known, _)| known != name) {
                    metric = MetricId::parse(name).map(|id| (name.to_owned(), id));
                }
                let period_no = row.integer("period_no").unwrap_or(1);
                let whose = known
                    .get(row.str("entity_id"))
                    .and_then(|by_period| by_period.get(&period_no));
                if let Some(((_, id), whose)) = metric.as_ref().zip(whose) {
                    let sum = Sum {
                        period_no,
                        whose: Arc::clone(whose),
                        // Trailing zeros would only use up the digits of a product.
                        numerator: row.decimal("numerator").map(|n| n.normalize()),
                        denominator: row.decimal("denominator").map(|d| d.normalize()),
                        weight: row.decimal("weight"),
                    };
                    match sums.get_mut(id) {
                        Some(of_metric) => of_metric.push(sum),
                        None => {
                            sums.insert(id.clone(), vec![sum]);
                        }
                    }
                }
                Ok(())
            })?;
        for of_metric in sums.values_mut() {
            of_metric.sort_by(|a, b| a.place().cmp(&b.place()));
        }
        Ok(Self(sums))
    }

    /// The sums of a metric.
    pub fn of(&self, metric: &MetricId) -> &[Sum] {
        self.0.get(metric).map_or(&[], Vec::as_slice)
    }

    /// One of them.
    pub fn find(&self, metric: &MetricId, place: (&str, i64)) -> Option<&Sum> {
        let of_metric = self.of(metric);
        let index = of_metric.binary_search_by(|sum| sum.place().cmp(&place)).ok()?;
        of_metric.get(index)
    }
}

/// What is asked of `queries/rollup/by.sql.j2`.
struct Question<'q> {
    roll_up: RollUp<'q>,
    levels: Vec<(&'static str, &'static str)>,
    filters: Vec<String>,
    periods: Option<Vec<String>>,
    params: Params,
}

type Known = HashMap<String, BTreeMap<i64, Arc<Whose>>>;

impl<'q> Question<'q> {
    fn new(roll_up: RollUp<'q>, periods: Option<&BTreeSet<i64>>) -> Self {
        let finest = roll_up.by.iter().rfind(|d| d.is_level);
        let mut params = Params::none();
        let mut filters = Vec::new();
        for (index, filter) in roll_up.filters.iter().enumerate() {
            let parameter = format!("where_{index}");
            params = params.with(parameter.clone(), filter.value.as_str());
            filters.push(parameter);
        }
        let periods = periods.map(|numbers| {
            let named = numbers.iter().enumerate().map(|(index, number)| {
                let parameter = format!("period_{index}");
                params = std::mem::take(&mut params).with(parameter.clone(), *number);
                parameter
            });
            named.collect()
        });
        Self {
            roll_up,
            levels: finest.map(|level| lineage_above(*level)).unwrap_or_default(),
            filters,
            periods,
            params,
        }
    }

    fn statement(&self, run: &Run<'_>, is_sums: bool) -> Result<Statement> {
        let filters = self.roll_up.filters.iter().zip(&self.filters);
        let context = minijinja::context! {
            is_sums,
            in_periods => self.periods.is_some(),
            periods => self.periods.clone().unwrap_or_default(),
            dimensions => minijinja::value::Serde(self.roll_up.by),
            lineage => self.levels.iter().map(|(_, column)| *column).collect::<Vec<_>>(),
            filters => filters
                .map(|(f, parameter)| minijinja::context! { column => f.dimension.id, parameter })
                .collect::<Vec<_>>(),
        };
        Statement::render(run.store.library().get("queries/rollup/by.sql.j2")?, context)
    }

    fn whose(&self, run: &Run<'_>) -> Result<Known> {
        let by = self.roll_up.by.iter().map(|d| d.word).collect::<Vec<_>>().join(",");
        let mut known = Known::new();
        run.store.each(&self.statement(run, false)?, &self.params, |row| {
            let whose = Whose {
                entity: Arc::new(Entity {
                    by: by.clone(),
                    id: row.text("entity_id"),
                    name: row.text("entity_name"),
                }),
                lineage: self.lineage(row),
            };
            let by_period = known.entry(whose.entity.id.clone()).or_default();
            by_period.insert(row.integer("period_no").unwrap_or(1), Arc::new(whose));
            Ok(())
        })?;
        Ok(known)
    }

    fn lineage(&self, row: Row<'_>) -> Lineage {
        let levels = self.levels.iter();
        levels.map(|(word, column)| (*word, row.text(column))).collect()
    }
}

/// The levels whose targets apply to `level`: itself and those above, with their columns.
fn lineage_above(level: Dimension) -> Vec<(&'static str, &'static str)> {
    let chain = ["specialist", "team", "branch", "company"];
    let start = chain
        .iter()
        .position(|word| *word == level.word)
        .unwrap_or(chain.len() - 1);
    chain[start..]
        .iter()
        .filter_map(|word| Dimension::parse(word).ok())
        .map(|d| (d.word, d.id))
        .collect()
}
