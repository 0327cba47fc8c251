//! What must hold for any book: sums agree at every level, the order of rows and files means nothing, the future is
//! unknown, a payment taken back leaves nothing behind; what is only counted once more or called otherwise changes
//! nothing else.
//!
//! The first half edits the files of sample books, the second the rows of random ones, which have more of everything.

mod common;
#[path = "differential/mod.rs"]
mod rows;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use common::Fixture;
use duebook::decimal::Decimal;
use duebook::library::Library;
use duebook::metrics::dimension::DIMENSIONS;
use duebook::metrics::{Catalog, RollUp, Run, Sums};
use duebook::period::View;
use duebook::sample::{self, Options};
use duebook::store::Store;
use duebook::workspace::StoreSettings;
use proptest::prelude::*;
use rows::dates::{Question, plus_days};
use rows::{Case, edit};
use tempfile::TempDir;

type Values = BTreeMap<(String, String, String), (Option<Decimal>, Option<Decimal>)>;

fn book(seed: i64, policies: i64) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let options = Options {
        policies,
        specialists: 7,
        months: 6,
        seed,
        ..Options::default()
    };
    sample::write(&Library::shipped(), &StoreSettings::default(), dir.path(), options).unwrap();
    dir
}

/// Rewrites one table of a book, row by row; the header stays.
fn rewrite(book: &Path, table: &str, edit: impl FnOnce(&[String], Vec<Vec<String>>) -> Vec<Vec<String>>) {
    let path = book.join(format!("{table}.csv"));
    let mut reader = csv::Reader::from_path(&path).unwrap();
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader
        .records()
        .map(|r| r.unwrap().iter().map(str::to_owned).collect())
        .collect();
    let edited = edit(&header, rows);
    let mut writer = csv::Writer::from_path(&path).unwrap();
    for row in std::iter::once(&header).chain(&edited) {
        writer.write_record(row).unwrap();
    }
    writer.flush().unwrap();
}

fn column(header: &[String], name: &str) -> usize {
    header.iter().position(|h| h == name).unwrap()
}

fn values_in(fixture: &Fixture, store: &Store, view: View) -> Values {
    let catalog = Catalog::load(&fixture.workspace.library).unwrap();
    let metrics: Vec<_> = catalog.metrics().collect();
    let run = Run::new(store, &fixture.workspace.settings.metrics, &[view]).unwrap();
    let sums = Sums::compute(&run, &catalog, &metrics, &DIMENSIONS).unwrap();
    let mut values = Values::new();
    for by in DIMENSIONS {
        for v in sums
            .values(RollUp {
                by: &[by],
                filters: &[],
            })
            .unwrap()
        {
            let numbers = if v.numerator.is_some() {
                (v.numerator, v.denominator)
            } else {
                (v.value, None)
            };
            values.insert(
                (v.metric.to_string(), v.entity.by.clone(), v.entity.id.clone()),
                numbers,
            );
        }
    }
    values
}

fn values(book: &Path, view: View) -> Values {
    let fixture = Fixture::new();
    let store = fixture.load(book);
    values_in(&fixture, &store, view)
}

fn view(period: &str, as_of: &str) -> View {
    View::new(period.parse().unwrap(), Some(as_of.parse().unwrap()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2, max_shrink_iters: 0, ..ProptestConfig::default() })]

    /// Numerators and denominators of every split add up to the company's.
    #[test]
    fn every_split_adds_up(seed in 1_i64..1000) {
        let book = book(seed, 250);
        let all = values(book.path(), view("2026-06", "2026-06-30"));
        prop_assert!(all.len() > 500);
        let mut sums: BTreeMap<(String, String), (Decimal, Decimal)> = BTreeMap::new();
        for ((metric, by, _), (numerator, denominator)) in &all {
            let sum = sums.entry((metric.clone(), by.clone())).or_default();
            sum.0 += numerator.unwrap_or_default();
            sum.1 += denominator.unwrap_or_default();
        }
        let composites = ["persistency_13", "persistency_25", "persistency_37"];
        for ((metric, by), sum) in &sums {
            if !composites.contains(&metric.as_str()) {
                let company = &sums[&(metric.clone(), "company".to_owned())];
                prop_assert_eq!(sum, company, "{} by {}", metric, by);
            }
        }
    }

    /// Rows in another order give the same values.
    #[test]
    fn the_order_of_rows_means_nothing(seed in 1_i64..1000, turn in 1_usize..500) {
        let book = book(seed, 120);
        let question = view("2026-Q2", "2026-05-20");
        let before = values(book.path(), question);
        for table in [
            "due_items", "payments", "activities", "ownership", "policy_events", "policies", "errors", "surveys", "complaints",
            "issues", "calendar", "tasks", "visits", "service_reviews", "customer_ratings",
        ] {
            rewrite(book.path(), table, |_, mut rows| {
                let middle = turn % rows.len().max(1);
                rows.rotate_left(middle);
                rows.reverse();
                rows
            });
        }
        prop_assert_eq!(before, values(book.path(), question));
    }

    /// Values as of a day are those of a book from which everything later was torn out.
    #[test]
    fn the_future_is_unknown(seed in 1_i64..1000, day in 2_u32..30) {
        let book = book(seed, 120);
        let as_of = format!("2026-06-{day:02}");
        let question = view("2026-06", &as_of);
        let before = values(book.path(), question);
        for (table, dated) in [
            ("payments", "paid_on"),
            ("activities", "occurred_at"),
            ("errors", "occurred_on"),
            ("complaints", "received_on"),
            ("issues", "opened_at"),
            ("issue_steps", "at"),
            ("policy_events", "event_on"),
            ("ownership", "from_on"),
            ("surveys", "sent_on"),
            ("tasks", "on_day"),
            ("service_reviews", "issued_on"),
            ("customer_ratings", "rated_on"),
        ] {
            rewrite(book.path(), table, |header, mut rows| {
                let at = column(header, dated);
                rows.retain(|row| row[at][..10] <= as_of[..]);
                rows
            });
        }
        for (table, later) in [
            ("surveys", "answered_on"),
            ("errors", "resolved_on"),
            ("complaints", "closed_on"),
            ("issues", "assigned_at"),
            ("issues", "resolved_at"),
            ("service_reviews", "returned_on"),
            ("service_reviews", "reviewed_on"),
            ("visits", "kept_on"),
        ] {
            rewrite(book.path(), table, |header, mut rows| {
                let at = column(header, later);
                let is_later = |row: &&mut Vec<String>| row[at].get(..10).is_some_and(|day| day > &as_of[..]);
                rows.iter_mut().filter(is_later).for_each(|row| row[at].clear());
                rows
            });
        }
        let mut activities = BTreeSet::new();
        rewrite(book.path(), "activities", |header, rows| {
            let at = column(header, "activity_id");
            activities.extend(rows.iter().map(|row| row[at].clone()));
            rows
        });
        rewrite(book.path(), "visits", |header, mut rows| {
            let at = column(header, "activity_id");
            rows.retain(|row| activities.contains(&row[at]));
            rows
        });
        rewrite(book.path(), "tasks", |header, mut rows| {
            let at = column(header, "activity_id");
            rows.iter_mut().filter(|row| !activities.contains(&row[at])).for_each(|row| row[at].clear());
            rows
        });
        prop_assert_eq!(before, values(book.path(), question));
    }

    /// A payment taken back on its own day changes nothing that was collected.
    #[test]
    fn a_reversal_nets_to_zero(seed in 1_i64..1000) {
        let book = book(seed, 120);
        let question = view("2026-06", "2026-06-30");
        let collected = |values: Values| -> Values {
            let money = ["collection_completion_rate", "renewal_rate", "grace1_rate", "days_to_collect", "persistency_13_count"];
            values.into_iter().filter(|((metric, ..), _)| money.contains(&metric.as_str())).collect()
        };
        let before = collected(values(book.path(), question));
        rewrite(book.path(), "payments", |header, mut rows| {
            let at = |name| column(header, name);
            let (id, status, reverses) = (at("payment_id"), at("status"), at("reverses_payment_id"));
            let successes: Vec<_> = rows.iter().filter(|row| row[status] == "success").cloned().collect();
            for (n, mut row) in successes.into_iter().enumerate() {
                row[id] = format!("EXTRA{n}");
                let mut back = row.clone();
                back[id] = format!("BACK{n}");
                "reversal".clone_into(&mut back[status]);
                back[reverses] = format!("EXTRA{n}");
                rows.extend([row, back]);
            }
            rows
        });
        prop_assert!(!before.is_empty());
        prop_assert_eq!(before, collected(values(book.path(), question)));
    }
}

/// The sample of one table per file in one folder, or in another order of names, is the same book.
#[test]
fn the_order_of_files_means_nothing() {
    let book = book(3, 120);
    let question = view("2026-06", "2026-06-30");
    let before = values(book.path(), question);
    let fixture = Fixture::new();
    let mut files: Vec<_> = fs::read_dir(book.path()).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    files.reverse();
    let mut last = None;
    for file in files {
        // One run per file: what refers to rows that are still to come waits for them.
        drop(last.take());
        last = Some(fixture.load_with_findings(&file));
    }
    assert_eq!(before, values_in(&fixture, &last.unwrap(), question));
}

/// How often each property of random books is tried.
const TRIES: u32 = 2;

/// Question, metric, dimensions and entity.
type Place = (String, String, String, String);
/// Numerator, denominator and value.
type Told = BTreeMap<Place, [Option<Decimal>; 3]>;

/// What a random book says by each of `splits`.
fn told(case: &Case, splits: &[&[&str]]) -> Told {
    let (fixture, store) = case.load();
    let catalog = Catalog::load(&fixture.workspace.library).unwrap();
    let metrics: Vec<_> = catalog.metrics().collect();
    let run = Run::new(&store, &fixture.workspace.settings.metrics, &case.views()).unwrap();
    let sums = Sums::compute(&run, &catalog, &metrics, &DIMENSIONS).unwrap();
    let mut told = Told::new();
    for v in splits.iter().flat_map(|by| rows::values(&sums, by, None)) {
        let question = format!("{} known {}", v.view.period, v.view.as_of);
        let place = (question, v.metric.to_string(), v.entity.by.clone(), v.entity.id.clone());
        told.insert(place, [v.numerator, v.denominator, v.value]);
    }
    assert!(told.len() > 200, "the book is empty?");
    told
}

const EVERY: [&[&str]; 12] = [
    &["company"],
    &["region"],
    &["branch"],
    &["team"],
    &["specialist"],
    &["product_line"],
    &["channel"],
    &["premium_mode"],
    &["due_no"],
    &["stage"],
    &["customer_class"],
    &["department"],
];

/// Sums of numerators and denominators by metric and entity, the latter cut by `cut`.
fn sums_by(
    told: &Told,
    by: &str,
    cut: impl Fn(&str) -> String,
) -> BTreeMap<(String, String, String), (Decimal, Decimal)> {
    let mut sums = BTreeMap::new();
    let own = told.iter().filter(|((_, _, dimensions, _), _)| dimensions == by);
    for ((question, metric, _, id), [numerator, denominator, _]) in own {
        let sum: &mut (Decimal, Decimal) = sums.entry((question.clone(), metric.clone(), cut(id))).or_default();
        sum.0 += numerator.unwrap_or_default();
        sum.1 += denominator.unwrap_or_default();
    }
    sums.retain(|_, sum| *sum != (Decimal::ZERO, Decimal::ZERO));
    sums
}

/// Each question anew as known on some days from before the period to long after it.
fn on_many_days(case: &mut Case) {
    let days = |q: &Question| {
        [
            plus_days(q.first, -9),
            q.first,
            q.last,
            plus_days(q.last, 25),
            plus_days(q.last, 90),
        ]
    };
    let asked = |q: &Question| days(q).map(|day| q.clone().known(Some(day)));
    case.questions = case.questions.iter().flat_map(asked).collect();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: TRIES, max_shrink_iters: 0, ..ProptestConfig::default() })]

    /// Whatever is split further adds up to what it was split from, at every grain of organisation and book.
    #[test]
    fn finer_grains_add_up(seed in 100_usize..100_000) {
        let pairs = [
            ["company", "region"], ["region", "branch"], ["branch", "team"], ["team", "specialist"],
            ["specialist", "product_line"], ["product_line", "channel"], ["channel", "due_no"], ["stage", "customer_class"],
            ["department", "branch"],
        ];
        let splits: Vec<&[&str]> = EVERY.into_iter().chain(pairs.iter().map(|p| &p[..])).collect();
        let told = told(&Case::new(seed, 4), &splits);
        for [outer, inner] in pairs {
            let coarse = sums_by(&told, outer, str::to_owned);
            let fine = sums_by(&told, &format!("{outer},{inner}"), |id| id.split('/').next().unwrap().to_owned());
            prop_assert_eq!(coarse, fine, "{} by {}", outer, inner);
        }
    }

    /// Where nothing is taken back and nothing exempt, what is collected only grows with the as-of day, and what is due
    /// stays.
    #[test]
    fn collected_premium_only_grows(seed in 100_usize..100_000) {
        let mut case = Case::new(seed, 3);
        edit::only_paid(&mut case.book);
        on_many_days(&mut case);
        let told = told(&case, &[&["company"], &["product_line"], &["due_no"]]);
        let mut growth: BTreeMap<Place, Vec<[Decimal; 2]>> = BTreeMap::new();
        let metrics = [
            "collection_completion_rate", "collection_completion_rate_count", "current_month_rate", "grace1_rate",
            "grace1_rate_count", "grace_end_rate", "grace_end_rate_count",
        ];
        // Days sort as text, so each list is in order of days.
        for (place, numbers) in told.iter().filter(|(place, _)| metrics.contains(&place.1.as_str())) {
            let period = place.0.split(" known ").next().unwrap().to_owned();
            let place = (period, place.1.clone(), place.2.clone(), place.3.clone());
            growth.entry(place).or_default().push([numbers[0].unwrap(), numbers[1].unwrap()]);
        }
        prop_assert!(growth.values().any(|sums| sums.first().unwrap()[0] < sums.last().unwrap()[0]));
        for (place, sums) in growth {
            prop_assert!(sums.is_sorted_by_key(|s| s[0]), "{:?}: {:?}", place, sums);
            prop_assert!(sums.iter().all(|s| s[1] == sums[0][1]), "{:?}: {:?}", place, sums);
        }
    }

    /// All rows of one specialist twice: the specialist's sums double and so the rates stay, everyone else's values
    /// stay, and the company's sums grow by as much. Only what is told of customers is another matter: who belongs to the top
    /// fifth depends on everyone, and no customer is there twice; and an error that is there twice is a repeated one.
    #[test]
    fn doubling_one_leaves_the_others(seed in 100_usize..100_000, specialist in 0_usize..6) {
        let mut case = Case::new(seed, 4);
        edit::each_to_their_own(&mut case.book);
        let splits: [&[&str]; 2] = [&["specialist"], &["company"]];
        let before = told(&case, &splits);
        edit::double(&mut case.book, specialist);
        let after = told(&case, &splits);
        let name = &case.book.specialists[specialist];
        let others = [
            "high_value_retention", "survey_reach", "off_season_reach", "rating_coverage", "key_visited", "error_repeat_rate",
        ];
        let is_apart = |place: &Place| !others.contains(&place.1.as_str());
        let two = Decimal::from(2);
        let mut doubled = 0;
        for (place, [n, d, value]) in before.iter().filter(|(place, _)| is_apart(place)) {
            let own = before.get(&(place.0.clone(), place.1.clone(), "specialist".to_owned(), name.clone()));
            let [own_n, own_d, _] = own.copied().unwrap_or_default();
            let got = after[place];
            let add = |sum: &Option<Decimal>, more: Option<Decimal>| sum.map(|s| s + more.unwrap_or_default());
            match (place.2.as_str(), &place.3 == name) {
                ("company", _) => prop_assert_eq!(&got[..2], &[add(n, own_n), add(d, own_d)], "{:?}", place),
                (_, true) => {
                    doubled += 1;
                    prop_assert_eq!(&got[..2], &[n.map(|n| n * two), d.map(|d| d * two)], "{:?}", place);
                    let value = if d.is_none() && n.is_some() { value.map(|v| v * two) } else { *value };
                    prop_assert_eq!(got[2], value, "{:?}", place);
                }
                _ => prop_assert_eq!(got, [*n, *d, *value], "{:?}", place),
            }
        }
        prop_assert!(doubled > 20);
        let comparable = |told: &Told| told.keys().filter(|place| is_apart(place)).count();
        prop_assert_eq!(comparable(&before), comparable(&after));
    }

    /// A payment in two parts on its day is the same premium. Only what counts payments counts both parts.
    #[test]
    fn splitting_payments_changes_counts_of_payments_only(seed in 100_usize..100_000) {
        let mut case = Case::new(seed, 4);
        let before = told(&case, &EVERY);
        edit::split_payments(&mut case.book);
        let after = told(&case, &EVERY);
        prop_assert_eq!(before.len(), after.len());
        for (place, [n, d, value]) in &before {
            let [got_n, got_d, got_value] = after[place];
            prop_assert_eq!(got_n, *n, "{:?}", place);
            match place.1.as_str() {
                // Failures stay single, successes double.
                "debit_failure_rate" => prop_assert_eq!(got_d.unwrap(), d.unwrap() + d.unwrap() - n.unwrap()),
                "error_rate" | "error_rate_amount" | "error_rate_timing" => {
                    prop_assert_eq!(got_d.unwrap(), d.unwrap() + d.unwrap(), "{:?}", place);
                }
                _ => prop_assert_eq!((got_d, got_value), (*d, *value), "{:?}", place),
            }
        }
    }

    /// Names are names, and rows have no order.
    #[test]
    fn renaming_changes_nothing(seed in 100_usize..100_000) {
        let mut case = Case::new(seed, 4);
        let before = told(&case, &EVERY);
        edit::rename(&mut case.book);
        let after = told(&case, &EVERY);
        let is_named = |by: &str, id: &str| ["branch", "team", "specialist"].contains(&by) && !["unassigned", "(none)"].contains(&id);
        let name = |by: &str, id: String| if is_named(by, &id) { edit::renamed(&id) } else { id };
        let renamed: Told = before.into_iter().map(|((q, metric, by, id), numbers)| {
            let id = name(&by, id);
            ((q, metric, by, id), numbers)
        }).collect();
        prop_assert_eq!(renamed, after);
    }
}
