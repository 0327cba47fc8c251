//! The rows behind a number: they add up to it for every metric and everybody, and what is left out says why.

mod common;

use std::collections::BTreeMap;

use common::{Fixture, golden};
use duebook::decimal::Decimal;
use duebook::metrics::{Catalog, Dimension, Explanation, Filter, Metric, MetricValue, RollUp, Run, Sums, Whose};
use duebook::period::View;

/// Entities compared of each split: their numbers grow into minutes otherwise.
const MOST: usize = 2;

/// Numerator and denominator; none where nothing is counted.
type Parts = (Option<Decimal>, Option<Decimal>);

fn dimensions(words: &[&str]) -> Vec<Dimension> {
    words.iter().map(|word| Dimension::parse(word).unwrap()).collect()
}

/// What the rows that count add up to.
fn added_up(explanation: &Explanation<'_>, whose: &Whose, filters: &[Filter]) -> Parts {
    let evidence = explanation.of(whose, filters).unwrap();
    let mut parts = (None, None);
    let add = |to: &mut Option<Decimal>, number: Option<Decimal>| {
        if let Some(number) = number {
            *to = Some(to.unwrap_or_default() + number);
        }
    };
    for row in evidence.rows().filter(|row| row.counts()) {
        add(&mut parts.0, row.numerator());
        add(&mut parts.1, row.denominator());
    }
    parts
}

/// Compares every value of `metric` in one roll-up with its rows; how many.
fn compare(sums: &Sums<'_>, explanation: &Explanation<'_>, metric: &Metric, by: &[&str], only: Option<&str>) -> usize {
    let by = dimensions(by);
    let filters: Vec<Filter> = only.into_iter().map(|text| Filter::parse(text).unwrap()).collect();
    let values = sums
        .values(RollUp {
            by: &by,
            filters: &filters,
        })
        .unwrap();
    let own: Vec<&MetricValue> = values.iter().filter(|v| v.metric == metric.id).take(MOST).collect();
    for v in &own {
        let whose = Whose {
            by: by.clone(),
            entity_id: v.entity.id.clone(),
        };
        let rows = added_up(explanation, &whose, &filters);
        assert_eq!(rows, (v.numerator, v.denominator), "{} of {:?}", metric.id, v.entity);
    }
    own.len()
}

fn check_all(view: &str, as_of: Option<&str>) -> usize {
    let fixture = Fixture::new();
    let store = fixture.load(&golden().join("data"));
    let catalog = Catalog::load(&fixture.workspace.library).unwrap();
    let metrics: Vec<_> = catalog.metrics().filter(|m| m.composite.is_none()).collect();
    let as_of = as_of.map(|day| duebook::period::parse_day(day).unwrap());
    let view = View::new(view.parse().unwrap(), as_of);
    let run = Run::new(&store, &fixture.workspace.settings.metrics, &[view]).unwrap();
    let sums = Sums::compute(&run, &catalog, &metrics, &duebook::metrics::dimension::DIMENSIONS).unwrap();
    let mut compared = 0;
    for metric in metrics {
        let explanation = Explanation::new(&run, &catalog, metric).unwrap();
        for (by, only) in [
            (&["company"][..], None),
            (&["specialist"], None),
            (&["branch", "product_line"], None),
            (&["stage"], None),
            (&["team"], Some("channel=agency")),
        ] {
            compared += compare(&sums, &explanation, metric, by, only);
        }
    }
    compared
}

#[test]
fn rows_add_up_to_the_value_of_everybody() {
    assert!(check_all("2026-03", None) > 150);
    assert!(check_all("2026-Q1", Some("2026-02-15")) > 150);
}

/// Every reason the golden book gives rise to has its sentence, and a row that is left out adds nothing.
#[test]
fn every_reason_is_written_down() {
    let library = duebook::library::Library::shipped();
    let reasons = duebook::metrics::explain::Reasons::load(&library, duebook::workspace::Locale::ZhCn).unwrap();
    let mut found = BTreeMap::new();
    for (period, as_of) in [("2026-03", Some("2026-03-20")), ("2025", None)] {
        let fixture = Fixture::new();
        let store = fixture.load(&golden().join("data"));
        let catalog = Catalog::load(&fixture.workspace.library).unwrap();
        let as_of = as_of.map(|day| duebook::period::parse_day(day).unwrap());
        let views = [View::new(period.parse().unwrap(), as_of)];
        let run = Run::new(&store, &fixture.workspace.settings.metrics, &views).unwrap();
        let entities = duebook::metrics::Entities::load(&run, &library).unwrap();
        for metric in catalog.metrics().filter(|m| m.composite.is_none()) {
            let explanation = Explanation::new(&run, &catalog, metric).unwrap();
            for entity in ["company", "S001"] {
                let whose = Whose::find(&entities, &[], Some(entity)).unwrap();
                let evidence = explanation.of(&whose, &[]).unwrap();
                for row in evidence.rows().filter(|row| !row.counts()) {
                    let text = row.row.text("reason");
                    assert_eq!((row.numerator(), row.denominator()), (None, None));
                    assert_ne!(reasons.text(&text, "", ""), text, "no words for {text}");
                    *found.entry(text).or_insert(0) += 1;
                }
            }
        }
    }
    eprintln!("{found:?}");
    assert!(found.len() >= 20, "{found:?}");
}
