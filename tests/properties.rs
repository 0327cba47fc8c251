//! What must hold for any book: sums agree at every level, the order of rows and files means nothing, the future is
//! unknown, a payment taken back leaves nothing behind.

mod common;

use std::collections::BTreeMap;
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
            values.insert((v.metric.to_string(), v.entity.by, v.entity.id), numbers);
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
    #![proptest_config(ProptestConfig { cases: 4, max_shrink_iters: 0, ..ProptestConfig::default() })]

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
        for table in ["due_items", "payments", "activities", "ownership", "policy_events", "policies", "errors"] {
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
            ("policy_events", "event_on"),
            ("ownership", "from_on"),
            ("surveys", "sent_on"),
        ] {
            rewrite(book.path(), table, |header, mut rows| {
                let at = column(header, dated);
                rows.retain(|row| row[at][..10] <= as_of[..]);
                rows
            });
        }
        rewrite(book.path(), "surveys", |header, mut rows| {
            let at = column(header, "answered_on");
            rows.iter_mut().filter(|row| row[at] > as_of).for_each(|row| row[at].clear());
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
