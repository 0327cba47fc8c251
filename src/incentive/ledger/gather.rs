//! What a calculation reads, from the store: `queries/populations/` says who, `queries/incentive/` the rest.
//!
//! Only what the plan reads is fetched. Everything that is read goes into a hash, in a fixed order, so that two
//! calculations on the same inputs know each other.

mod by_hand;
mod events;
mod people;

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use sha2::{Digest as _, Sha256};

use super::rows::Columns;
use crate::diagnostic::Result;
use crate::digest::hex;
use crate::incentive::engine::outcome::{Finding, FindingKind};
use crate::incentive::input::first_of_year;
use crate::incentive::input::{Earlier, Input, Item, Sum, Window};
use crate::incentive::number::Number;
use crate::incentive::plan::known::{SCORED, composites};
use crate::incentive::plan::measure::{Scope, Selection};
use crate::incentive::plan::{Known, Plan, Reads};
use crate::incentive::rule::list::row_words;
use crate::incentive::trace::{Entry, Node};
use crate::metrics::{Catalog, Elsewhere, Metric, Run, Split, Sums, selected};
use crate::period::{Period, View};
use crate::store::{Params, Rows, Store};
use crate::workspace::MetricSettings;

/// Everything a calculation was given.
pub struct Gathered {
    pub input: Input,
    /// Names by person.
    pub names: BTreeMap<String, Names>,
    /// The sums as they were read.
    pub sums: Vec<SumRow>,
    /// Disputes of the plan's people that were upheld and led to nothing.
    pub upheld: Vec<Finding>,
    /// Adjustments that another plan pays: id, person and plan.
    pub elsewhere: Vec<(String, String, String)>,
    /// How many rows of each kind.
    pub counts: BTreeMap<String, u64>,
    /// Hash of all of it.
    pub hash: String,
}

/// What payroll and statements call a person and the groups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    pub specialist: String,
    pub team: String,
    pub branch: String,
}

/// One sum of a metric.
#[derive(Clone, Debug)]
pub struct SumRow {
    pub metric: String,
    /// Over which days: the period as written.
    pub days: String,
    pub scope: String,
    pub scope_id: String,
    pub numerator: crate::store::Cell,
    /// None for a count.
    pub denominator: crate::store::Cell,
}

/// What to read and from where.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// The store; its facts are up to date.
    pub store: &'a Store,
    /// Numbers in the metrics' definitions.
    pub settings: &'a MetricSettings,
    /// The plan that pays adjustments which name none; empty: the first that pays the person.
    pub adjustments: &'a str,
    pub catalog: &'a Catalog,
    /// Who sums what lies in a lake, if anything does.
    pub elsewhere: Option<&'a dyn Elsewhere>,
}

/// Lets no pending run and the posted runs of `plan_id` count as what was paid earlier.
pub fn begin(store: &Store, plan_id: &str) -> Result<()> {
    let params = Params::none().with("plan_id", plan_id);
    store.run("queries/incentive/effective/create.sql", &params)?;
    store.run("queries/incentive/effective/plan_create.sql", &params)?;
    store.run("queries/incentive/gather/pending_create_lines.sql", &Params::none())?;
    store.run("queries/incentive/gather/pending_create_items.sql", &Params::none())?;
    Ok(())
}

/// Reads all that `plan` needs for `view`; [`begin`] came before.
pub fn gather(source: Source<'_>, plan: &Plan, view: View) -> Result<Gathered> {
    let mut gathering = Gathering {
        source,
        plan,
        reads: plan.reads(),
        view,
        input: Input::empty(view.period),
        ledger: Ledger::default(),
        names: BTreeMap::new(),
        sums: Vec::new(),
        upheld: Vec::new(),
        elsewhere: Vec::new(),
        tally: Tally::new(plan, view),
    };
    gathering.input.as_of = view.as_of;
    gathering.input.metrics = Known::of_catalog(source.catalog).metrics;
    gathering.input.composites = composites(source.catalog);
    gathering.people()?;
    gathering.positions()?;
    gathering.teams()?;
    gathering.measures()?;
    gathering.ledger()?;
    gathering.items()?;
    gathering.leavers()?;
    gathering.events()?;
    gathering.assignments()?;
    gathering.by_hand()?;
    gathering.disputes()?;
    gathering.input.sort();
    Ok(Gathered {
        input: gathering.input,
        names: gathering.names,
        sums: gathering.sums,
        upheld: gathering.upheld,
        elsewhere: gathering.elsewhere,
        counts: gathering.tally.counts,
        hash: hex(&gathering.tally.hash.finalize()),
    })
}

/// Counts and hashes what is read.
struct Tally {
    hash: Sha256,
    counts: BTreeMap<String, u64>,
}

impl Tally {
    fn new(plan: &Plan, view: View) -> Self {
        let mut hash = Sha256::new();
        let engine = env!("CARGO_PKG_VERSION");
        for text in [
            engine,
            &plan.head.hash,
            &view.period.to_string(),
            &view.as_of.to_string(),
        ] {
            hash.update(text);
            hash.update([0]);
        }
        Self {
            hash,
            counts: BTreeMap::new(),
        }
    }

    fn rows(&mut self, kind: &str, rows: &Rows) {
        self.hash.update(kind);
        self.hash.update(rows.len().to_le_bytes());
        for row in rows.iter() {
            for cell in row.cells() {
                self.hash.update([u8::from(cell.is_null())]);
                self.hash.update(cell.to_string());
                self.hash.update([0x1f]);
            }
        }
        self.counts
            .insert(kind.to_owned(), u64::try_from(rows.len()).unwrap_or(u64::MAX));
    }
}

/// The earlier rows of a person by node.
#[derive(Default)]
struct Ledger(HashMap<String, HashMap<Node, Number>>);

struct Gathering<'a> {
    source: Source<'a>,
    plan: &'a Plan,
    reads: Reads,
    view: View,
    input: Input,
    ledger: Ledger,
    names: BTreeMap<String, Names>,
    sums: Vec<SumRow>,
    upheld: Vec<Finding>,
    elsewhere: Vec<(String, String, String)>,
    tally: Tally,
}

impl Gathering<'_> {
    /// The last day of the period about which something is known.
    fn to_on(&self) -> NaiveDate {
        self.view.period.last_on().min(self.view.as_of)
    }

    fn params(&self) -> Params {
        let period = self.view.period;
        Params::none()
            .with("period", &period.to_string())
            .with("first_on", period.first_on())
            .with("last_on", period.last_on())
            .with("reference_on", self.to_on())
            .with("to_on", self.to_on())
            .with("year_on", first_of_year(period.last_on()))
            .with("whole_year", self.reads.whole_year)
            .with("balances", &balances())
    }

    fn rows(&mut self, name: &str) -> Result<Rows> {
        let file = format!("queries/incentive/gather/{name}.sql");
        let rows = self.source.store.rows(&file, &self.params())?;
        self.tally.rows(name, &rows);
        Ok(rows)
    }

    fn measures(&mut self) -> Result<()> {
        let store = self.source.store;
        store.run("queries/incentive/gather/asked_create.sql", &Params::none())?;
        let days = year_to_date(self.view.period);
        let views = [self.view, View::new(days, Some(self.view.as_of))];
        let reads = self.reads.clone();
        let is_of_year = reads.measures.iter().any(|(_, w)| *w == Window::YearToDate);
        let views = if is_of_year { &views[..] } else { &views[..1] };
        let mut wanted: BTreeMap<&str, &Metric> = BTreeMap::new();
        let mut selected: BTreeMap<String, (&Metric, &Selection)> = BTreeMap::new();
        let mut composites = Vec::new();
        for (name, window) in reads.measures.iter().filter(|(name, _)| name.metric != SCORED) {
            let catalog = self.source.catalog;
            let metric = catalog.measure(&name.metric)?;
            let parts: Vec<&Metric> = match &metric.composite {
                None => vec![metric],
                Some(composite) => {
                    let parts = composite.parts.iter().map(|(_, id)| catalog.get(id.as_str()));
                    parts.collect::<Result<_>>()?
                }
            };
            for part in parts {
                let sums = name.sums_of(part.id.as_str());
                let params = Params::none()
                    .with("metric", &*sums)
                    .with("scope", name.scope.word())
                    .with("period_no", i64::from(period_no(*window)));
                store.run("queries/incentive/gather/asked_add.sql", &params)?;
                if name.selection.is_empty() && catalog.get(part.id.as_str()).is_ok() {
                    wanted.insert(part.id.as_str(), part);
                } else {
                    selected.insert(sums.into_owned(), (part, &name.selection));
                }
            }
            if metric.composite.is_some() {
                composites.push((name, *window));
            }
        }
        if !wanted.is_empty() || !selected.is_empty() {
            let run = Run::with(store, self.source.settings, views, self.source.elsewhere)?;
            let metrics: Vec<&Metric> = wanted.values().copied().collect();
            let split = Split {
                dimensions: &[],
                metrics: None,
                period_no: None,
            };
            let mut all = Sums::wanted(&run, self.source.catalog, &metrics, split)?;
            for (sums, (metric, selection)) in &selected {
                let kept = selection.0.iter();
                let kept = kept.map(|(column, values)| (column.clone(), values.iter().cloned().collect()));
                all.push(selected::wanted(&run, metric, sums, &kept.collect::<Vec<_>>())?);
            }
            run.fill(&all)?;
            let rows = self.rows("measures")?;
            self.keep_sums(&rows);
            for (name, window) in composites {
                let parts = &self.input.composites[&name.metric];
                self.input.measures.compose(name, parts, window);
            }
        }
        self.scores()?;
        self.targets(days)
    }

    /// The days of a window as they are kept.
    fn days_of(&self, window: Window) -> String {
        match window {
            Window::Period => self.view.period.to_string(),
            Window::YearToDate => year_to_date(self.view.period).to_string(),
        }
    }

    fn keep_sums(&mut self, rows: &Rows) {
        for row in rows.iter() {
            let is_of_year = row.integer("period_no") == Some(i64::from(period_no(Window::YearToDate)));
            let window = if is_of_year { Window::YearToDate } else { Window::Period };
            let (metric, id) = (row.text("metric"), row.text("scope_id"));
            let number = |column| row.decimal(column).map(Number::from);
            let sum = Sum {
                numerator: number("numerator"),
                denominator: number("denominator"),
            };
            if let Some(scope) = Scope::of_word(row.str("scope")) {
                self.input.measures.insert(&metric, (scope, window), &id, sum);
            }
            self.sums.push(SumRow {
                metric,
                days: self.days_of(window),
                scope: row.text("scope"),
                scope_id: id,
                numerator: row.get("numerator").cloned().unwrap_or_default(),
                denominator: row.get("denominator").cloned().unwrap_or_default(),
            });
        }
    }

    fn targets(&mut self, days: Period) -> Result<()> {
        if !self.reads.targets {
            return Ok(());
        }
        let mut periods = crate::metrics::standard::enclosing(self.view.period);
        periods.push(days.to_string());
        let params = self.params().with("periods", &periods.join(" "));
        let rows = self
            .source
            .store
            .rows("queries/incentive/gather/targets.sql", &params)?;
        self.tally.rows("targets", &rows);
        for row in rows.iter() {
            let (Some(scope), Some(target)) = (Scope::of_word(row.str("scope")), row.decimal("target")) else {
                continue;
            };
            let key = (scope, row.text("scope_id"), row.text("metric"), row.text("period"));
            self.input.targets.insert(key, Number::from(target));
        }
        Ok(())
    }

    fn ledger(&mut self) -> Result<()> {
        for row in self.rows("earlier")?.iter() {
            let row = Columns::new("earlier", row);
            let (person, entry): (String, Entry) = row.pair(("specialist_id", "node"))?;
            let node = entry.node;
            let (amount, period): (Number, Period) = row.pair(("amount", "period"))?;
            let sums = self.ledger.0.entry(person.clone()).or_default();
            if period.first_on() < self.view.period.first_on() {
                *sums.entry(node.clone()).or_default() += &amount;
            }
            let earlier = Earlier { period, node, amount };
            self.input.ledger.entry(person).or_default().push(earlier);
        }
        Ok(())
    }

    fn items(&mut self) -> Result<()> {
        if !self.reads.items {
            return Ok(());
        }
        let period = self.view.period;
        let from = if self.reads.items_of_year {
            first_of_year(period.last_on()).min(period.first_on())
        } else {
            period.first_on()
        };
        let params = self.params().with("from_on", from);
        self.source
            .store
            .run("queries/incentive/gather/items_create.sql", &params)?;
        let rows = self.rows("items")?;
        for row in rows.iter() {
            let typed = Columns::new("items", row);
            let columns = self
                .reads
                .columns
                .iter()
                .map(|column| (column.clone(), row.text(column)));
            let item = Item {
                payment_id: typed.get("payment_id")?,
                due_id: typed.get("due_id")?,
                paid_on: typed.get("paid_on")?,
                amount: typed.get("amount")?,
                columns: columns.collect(),
            };
            self.input
                .items
                .entry(typed.get("specialist_id")?)
                .or_default()
                .push(item);
        }
        Ok(())
    }

    fn assignments(&mut self) -> Result<()> {
        if !self.reads.assignments {
            return Ok(());
        }
        let mut all: HashMap<String, Vec<_>> = HashMap::new();
        for row in self.rows("assignments")?.iter() {
            if let Some(from) = row.date("valid_from") {
                let days = (from, row.date("valid_to"));
                all.entry(row.text("specialist_id")).or_default().push(days);
            }
        }
        self.input.assignments = Some(all);
        Ok(())
    }

    fn disputes(&mut self) -> Result<()> {
        let params = self.params().with("as_of", self.view.as_of);
        let rows = self.source.store.rows("queries/incentive/gather/upheld.sql", &params)?;
        if rows.is_empty() {
            return Ok(());
        }
        self.tally.rows("upheld", &rows);
        for row in rows
            .iter()
            .filter(|row| self.names.contains_key(row.str("specialist_id")))
        {
            let of = format!("{} {}", row.text("period"), row.text("claimed_amount"));
            self.upheld.push(Finding {
                specialist: row.text("specialist_id"),
                about: format!("dispute:{}", row.text("dispute_id")),
                kind: FindingKind::Upheld,
                detail: of.trim().to_owned(),
            });
        }
        Ok(())
    }
}

/// The words of rows that leave balances, as one text.
fn balances() -> String {
    let words = row_words().into_iter().filter(|word| word.is_balance);
    words.map(|word| word.key).collect::<Vec<_>>().join(" ")
}

/// From 1 January to the last day of `period`.
fn year_to_date(period: Period) -> Period {
    let (first, last) = (first_of_year(period.last_on()), period.last_on());
    format!("{first}..{last}").parse().unwrap_or(period)
}

fn period_no(window: Window) -> i32 {
    match window {
        Window::Period => 1,
        Window::YearToDate => 2,
    }
}
