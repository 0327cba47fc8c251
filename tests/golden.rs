//! Every metric at every level equals the golden values exactly: numerator, denominator and value.

mod common;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use common::{Fixture, golden};
use duebook::decimal::Decimal;
use duebook::metrics::{Catalog, Dimension, MetricValue, RollUp, Run, Sums};
use duebook::period::{View, parse_day};

type Key = (String, String, String);
type Numbers = [Option<Decimal>; 3];

fn number(text: &str) -> Option<Decimal> {
    (!text.is_empty()).then(|| text.parse().unwrap())
}

fn expected(path: &Path) -> BTreeMap<Key, Numbers> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let rows = reader.records().map(|record| {
        let r = record.unwrap();
        let key = (r[4].to_owned(), r[2].to_owned(), r[3].to_owned());
        (key, [number(&r[5]), number(&r[6]), number(&r[7])])
    });
    rows.collect()
}

/// `2026-03@2026-03-20.csv` is March as known on the 20th.
fn view(path: &Path) -> View {
    let stem = path.file_stem().unwrap().to_str().unwrap();
    let (period, as_of) = stem
        .split_once('@')
        .map_or((stem, None), |(p, t)| (p, Some(parse_day(t).unwrap())));
    View::new(period.parse().unwrap(), as_of)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    paths
}

fn key(v: &MetricValue) -> Key {
    (v.metric.to_string(), v.entity.by.clone(), v.entity.id.clone())
}

/// Compares all expected files of `set`; the number of values compared.
fn compare(set: &Path) -> usize {
    let fixture = Fixture::new();
    let store = fixture.load(&set.join("data"));
    let catalog = Catalog::load(&fixture.workspace.library).unwrap();
    // A metric that came later is not in the set.
    let newer = [
        "csat_score_rolling",
        "issue_routing_2h",
        "issue_resolution_days",
        "issue_overdue_count",
        "complaint_closure_days",
        "complaint_in_time",
        "complaint_upheld_rate",
        "error_repair_days",
        "error_repeat_rate",
        "survey_reach",
        "plan_done_rate",
        "form_return_rate",
        "review_done_rate",
        "accompany_rate",
        "promised_service_kept",
        "rating_coverage",
        "list_called",
        "key_visited",
        "service_contact_share",
        "off_season_reach",
        "refusal_turned",
    ];
    let metrics: Vec<_> = catalog.metrics().filter(|m| !newer.contains(&m.id.as_str())).collect();
    let mut compared = 0;
    for path in files(&set.join("expected")) {
        let want = expected(&path);
        let run = Run::new(&store, &fixture.workspace.settings.metrics, &[view(&path)]).unwrap();
        let levels: Vec<Dimension> = duebook::metrics::dimension::DIMENSIONS
            .into_iter()
            .filter(|d| want.keys().any(|(_, by, _)| by == d.word))
            .collect();
        let sums = Sums::compute(&run, &catalog, &metrics, &levels).unwrap();
        let mut got = BTreeMap::new();
        for level in levels {
            for v in sums
                .values(RollUp {
                    by: &[level],
                    filters: &[],
                })
                .unwrap()
            {
                got.insert(key(&v), [v.numerator, v.denominator, v.value]);
            }
        }
        let wrong: Vec<_> = want
            .keys()
            .chain(got.keys())
            .filter(|k| want.get(*k) != got.get(*k))
            .map(|k| format!("{k:?}: want {:?}, got {:?}", want.get(k), got.get(k)))
            .take(20)
            .collect();
        assert!(wrong.is_empty(), "{}:\n{}", path.display(), wrong.join("\n"));
        compared += want.len();
    }
    compared
}

#[test]
fn the_golden_book() {
    assert!(compare(&golden()) > 14_000);
}

#[test]
fn the_edges() {
    assert!(compare(&golden().join("edges")) > 500);
}

/// The copy the project carries is the shared set, where that lies beside the project.
#[test]
fn the_copy_is_true() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    if golden() == own {
        eprintln!("SKIPPED: there is no shared set to compare the copy with");
        return;
    }
    for folder in ["data", "expected", "edges/data", "edges/expected"] {
        for path in files(&golden().join(folder)) {
            let copy = own.join(folder).join(path.file_name().unwrap());
            assert!(
                std::fs::read(&copy).unwrap() == std::fs::read(&path).unwrap(),
                "{} differs",
                copy.display()
            );
        }
    }
}
