//! The metrics again, in plain Rust over the rows, on random books: every value must be the SQL's.
//!
//! `terms` and `metrics` were written from the definitions alone and share nothing with the queries, not even the
//! arithmetic of dates and periods. Each seed is a book of its own, with questions about days, weeks, months, quarters,
//! years and ranges, known at their end, inside, later and before.

mod common;
#[path = "differential/mod.rs"]
mod rows;

use std::collections::BTreeMap;

use duebook::decimal::Decimal;
use duebook::library::Library;
use duebook::metrics::dimension::DIMENSIONS;
use duebook::metrics::{Catalog, MetricValue, Run, Sums};
use duebook::period::View;
use rows::rollup::{self, Key, Numbers};
use rows::terms::World;
use rows::{Case, metrics, values, view};

/// How many books there are; `DUEBOOK_SEEDS=50` makes more.
fn seeds() -> usize {
    std::env::var("DUEBOOK_SEEDS").map_or(20, |text| text.parse().unwrap())
}

const QUESTIONS: usize = 5;

/// Compares every metric of every question in every roll-up.
fn compare(case: &Case, tally: &mut Tally) {
    compare_with(case, &[], tally);
}

/// The same with changed files of SQL.
fn compare_with(case: &Case, changed: &[(String, String)], tally: &mut Tally) {
    let (fixture, store) = case.load_with(changed);
    let catalog = Catalog::load(&fixture.workspace.library).unwrap();
    let metrics: Vec<_> = catalog.metrics().collect();
    let run = Run::new(&store, &fixture.workspace.settings.metrics, &case.views()).unwrap();
    let sums = Sums::compute(&run, &catalog, &metrics, &DIMENSIONS).unwrap();
    let world = |q| World::new(&case.book, &case.rules, q);
    let worlds: Vec<World<'_>> = case.questions.iter().map(world).collect();
    let wanted: Vec<_> = worlds.iter().map(metrics::all).collect();
    for (by, only) in roll_ups() {
        let got = values(&sums, &by, only);
        for (world, metrics) in worlds.iter().zip(&wanted) {
            let want = rollup::values(world, metrics, &by, only);
            let question = format!("seed {}, {} known {}", case.seed, world.q.period, world.t);
            tally.add(&format!("{question}, by {by:?}"), &want, &of(view(world.q), &got));
        }
    }
}

/// What was compared.
#[derive(Default)]
struct Tally {
    equal: usize,
    /// Values that differ, told.
    wrong: Vec<String>,
    /// By metric, the equal values that are neither missing nor 0 nor 1: those that could not be right by chance.
    telling: BTreeMap<String, usize>,
}

impl Tally {
    fn add(&mut self, place: &str, want: &BTreeMap<Key, Numbers>, got: &BTreeMap<Key, Numbers>) {
        let unexpected = got.keys().filter(|key| !want.contains_key(*key));
        for key in want.keys().chain(unexpected) {
            let (want, got) = (want.get(key), got.get(key));
            if want != got {
                self.wrong.push(format!("{place}: {key:?}: rows {want:?}, SQL {got:?}"));
                continue;
            }
            self.equal += 1;
            let value = want.and_then(|numbers| numbers[2]);
            let is_telling = value.is_some_and(|v| v != Decimal::ZERO && v != Decimal::ONE);
            *self.telling.entry(key.0.clone()).or_default() += usize::from(is_telling);
        }
    }

    fn join(mut self, other: Self) -> Self {
        self.equal += other.equal;
        self.wrong.extend(other.wrong);
        for (metric, count) in other.telling {
            *self.telling.entry(metric).or_default() += count;
        }
        self
    }
}

/// The dimensions to split by, and a property with the one value to keep.
type Split = (Vec<&'static str>, Option<(&'static str, &'static str)>);

/// All levels and properties, two at once, and one with a filter.
fn roll_ups() -> Vec<Split> {
    let mut all: Vec<_> = DIMENSIONS.iter().map(|d| (vec![d.word], None)).collect();
    all.push((vec!["branch", "product_line"], None));
    all.push((vec!["team"], Some(("channel", "agency"))));
    all
}

/// The values of one question; a composite without value is no value.
fn of(view: View, values: &[MetricValue]) -> BTreeMap<Key, Numbers> {
    let key = |v: &MetricValue| (v.metric.to_string(), v.entity.id.clone());
    let own = values.iter().filter(|v| v.view == view);
    let numbers = own.map(|v| (key(v), [v.numerator, v.denominator, v.value]));
    numbers.filter(|(_, n)| n.iter().any(Option::is_some)).collect()
}

/// Compares every second book, starting with `first`.
fn every_second(first: usize) -> Tally {
    let mut tally = Tally::default();
    for seed in (first..seeds()).step_by(2) {
        compare(&Case::new(seed, QUESTIONS), &mut tally);
    }
    tally
}

#[test]
fn the_sql_agrees_with_the_rows() {
    let tally = std::thread::scope(|scope| {
        let other = scope.spawn(|| every_second(1));
        every_second(0).join(other.join().unwrap())
    });
    eprintln!(
        "{} values of {} books are equal: {:?}",
        tally.equal,
        seeds(),
        tally.telling
    );
    let (first, count) = (tally.wrong.iter().take(40), tally.wrong.len());
    let told: Vec<_> = first.map(String::as_str).collect();
    assert!(told.is_empty(), "{count} values differ:\n{}", told.join("\n"));
    let catalog = Catalog::load(&Library::shipped()).unwrap();
    for metric in catalog.metrics() {
        let count = tally.telling.get(metric.id.as_str()).copied().unwrap_or(0);
        assert!(
            count >= 4 * seeds(),
            "the books tell too little of {}: {count} values",
            metric.id
        );
    }
}

/// Mistakes that are easily made: what stands in the SQL, what is written instead, and the definition it breaks.
const MUTATIONS: [(&str, &str, &str); 4] = [
    (
        "e.event_on <= i.grace_end_on",
        "e.event_on < i.grace_end_on",
        "an event on the last day of grace exempts",
    ),
    (
        "w.from_on <= CAST(p.paid_on AS DATE)",
        "w.from_on < CAST(p.paid_on AS DATE)",
        "an owner's payments begin on the day of the handover",
    ),
    (
        "c.occurred_on + settings.conversion_days",
        "c.occurred_on + settings.conversion_days - 1",
        "the last day of the conversion window belongs to it",
    ),
    ("recommend >= 9", "recommend > 9", "a nine promotes"),
];

/// The comparison would notice: each mistake makes it fail on one of the first books.
#[test]
fn seeded_mistakes_are_found() {
    let library = Library::shipped();
    for (right, wrong, rule) in MUTATIONS {
        let holding = library.files().filter(|file| file.text.contains(right));
        let own = |name: &str| name.starts_with("queries/facts/") || name.starts_with("queries/metrics/");
        let changed: Vec<(String, String)> = holding
            .filter(|file| own(&file.name))
            .map(|file| (file.name.clone(), file.text.replace(right, wrong)))
            .collect();
        assert!(!changed.is_empty(), "no file says {right}");
        let found = (0..seeds()).find(|seed| {
            let mut tally = Tally::default();
            compare_with(&Case::new(*seed, QUESTIONS), &changed, &mut tally);
            !tally.wrong.is_empty()
        });
        eprintln!("{rule}: broken, found on book {found:?}");
        assert!(found.is_some(), "{rule}: broken, and no book notices");
    }
}
