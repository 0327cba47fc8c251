//! The quarterly review: the parts of a decomposition add up to the change exactly, as they are printed.

mod common;

use std::io::{Cursor, Read as _};

use calamine::{Reader, Xlsx};
use common::{Fixture, golden};
use duebook::decimal::{Decimal, round};
use duebook::period::View;
use duebook::report::format::number;
use duebook::report::model::{Body, Report, Table, Value};
use duebook::report::prepare::Prepared;
use duebook::report::scope::Scope;
use duebook::report::xlsx;
use duebook::workspace::Locale;

fn table<'r>(report: &'r Report, id: &str) -> &'r Table {
    let section = report.sections.iter().find(|section| section.id == id).unwrap();
    match &section.body {
        Body::Table(table) => table,
        other => panic!("{id} is no table: {other:?}"),
    }
}

/// A value as it is printed: a share with four decimals, which are two of a percent.
fn printed(value: &Value) -> Decimal {
    value.number().map_or(Decimal::ZERO, |ratio| ratio.rate(4).unwrap())
}

#[test]
fn the_parts_of_the_decomposition_add_up_to_the_change() {
    let fixture = Fixture::new();
    let store = fixture.load(&golden().join("data"));
    let mut groups = 0;
    for quarter in ["2026-Q1", "2025-Q4", "2025-Q3"] {
        let view = View::at_end(quarter.parse().unwrap());
        let scopes = Scope::all(&store).unwrap();
        let prepared = Prepared::new(&fixture.workspace, &store, "quarterly", view, &scopes).unwrap();
        for (number, scope) in scopes.iter().enumerate() {
            let report = prepared.report(number, Locale::En).unwrap();
            for group in &table(&report, "decomposition").groups {
                let [first, steps @ .., last] = group.rows.as_slice() else {
                    panic!("{quarter} {scope:?}: too few rows")
                };
                let change = printed(&last[1]) - printed(&first[1]);
                let sum: Decimal = steps.iter().map(|row| printed(&row[1])).sum();
                assert_eq!(sum, change, "{quarter} {scope:?} {:?}", group.title);
                for row in steps {
                    assert_eq!(printed(&row[2]) + printed(&row[3]), printed(&row[1]));
                }
                assert_eq!(printed(&last[2]) + printed(&last[3]), change);
                groups += 1;
            }
        }
    }
    assert!(groups > 9, "{groups}");
}

#[test]
fn curves_never_fall_and_the_funnel_never_widens() {
    let fixture = Fixture::new();
    let store = fixture.load(&golden().join("data"));
    let view = View::at_end("2026-Q1".parse().unwrap());
    let prepared = Prepared::new(&fixture.workspace, &store, "quarterly", view, &[Scope::company()]).unwrap();
    let report = prepared.report(0, Locale::ZhCn).unwrap();
    let curves = table(&report, "cohorts");
    for column in 1..curves.columns.len() {
        let points: Vec<f64> = curves.groups[0]
            .rows
            .iter()
            .filter_map(|row| number(&row[column]))
            .collect();
        assert!(points.windows(2).all(|pair| pair[0] <= pair[1]), "{points:?}");
    }
    let funnel: Vec<Decimal> = table(&report, "funnel").groups[0]
        .rows
        .iter()
        .map(|row| round(row[1].number().unwrap().numerator, 0))
        .collect();
    assert_eq!(funnel.len(), 7);
    assert!(funnel.windows(2).all(|pair| pair[0] >= pair[1]), "{funnel:?}");
}

/// Sheets are named and numbered in the same order.
fn part(book: &[u8], sheet: &str) -> String {
    let mut sheets: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(book)).unwrap();
    let place = sheets.sheet_names().iter().position(|name| name == sheet).unwrap() + 1;
    assert!(sheets.worksheet_range(sheet).is_ok());
    let mut parts = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    let mut text = String::new();
    let mut part = parts.by_name(&format!("xl/worksheets/sheet{place}.xml")).unwrap();
    part.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn a_printed_page_cuts_no_group_from_its_picture() {
    let fixture = Fixture::new();
    let store = fixture.load(&golden().join("data"));
    let view = View::at_end("2026-Q1".parse().unwrap());
    let scopes = [Scope::company()];
    let prepared = Prepared::new(&fixture.workspace, &store, "quarterly", view, &scopes).unwrap();
    let report = prepared.report(0, Locale::En).unwrap();
    let book = xlsx::write(&report, &fixture.workspace.library).unwrap();

    let name = "What moved the renewal rate";
    let text = part(&book, name);
    let (_, breaks) = text.split_once("<rowBreaks").expect("groups on pages of their own");
    let rows: Vec<u32> = breaks
        .split("<brk id=\"")
        .skip(1)
        .map(|part| part.split_once('"').unwrap().0.parse().unwrap())
        .collect();
    let mut sheets: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(&book)).unwrap();
    let cells = sheets.worksheet_range(name).unwrap();
    // Where a picture begins there is no text.
    let begins: Vec<String> = rows
        .iter()
        .filter_map(|row| cells.get_value((*row, 0)).map(ToString::to_string))
        .filter(|text| !text.is_empty())
        .collect();
    let titles: Vec<String> = table(&report, "decomposition").groups[1..]
        .iter()
        .map(|group| group.title.clone().unwrap())
        .collect();
    assert_eq!(begins, titles);

    // Figures and charts are on one page, however many there are; tables may go on.
    let is_one_page = |name: &str| !part(&book, name).contains("fitToHeight=\"0\"");
    assert!(is_one_page("Overview") && !is_one_page(name));
}
