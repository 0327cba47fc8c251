//! The quarterly review: the parts of a decomposition add up to the change exactly, as they are printed; tiers, movements
//! and loyalty by hand.

mod common;

use std::io::{Cursor, Read as _};

use calamine::{Reader, Xlsx};
use common::{COVERED, Desk, Fixture, golden};
use duebook::decimal::{Decimal, Ratio, round};
use duebook::library::Source;
use duebook::period::View;
use duebook::report::format::number;
use duebook::report::model::{Body, Report, Table, Value};
use duebook::report::prepare::Prepared;
use duebook::report::scope::Scope;
use duebook::report::xlsx;
use duebook::store::{Params, Rows, Statement, Store};
use duebook::workspace::{Locale, Workspace};

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
                // As the tile says it: the difference is rounded, not its ends.
                let change = last[1].minus(&first[1]).unwrap().rate(4).unwrap();
                let sum: Decimal = steps.iter().map(|row| printed(&row[1])).sum();
                assert_eq!(
                    sum,
                    change * Decimal::ONE_HUNDRED,
                    "{quarter} {scope:?} {:?}",
                    group.title
                );
                for row in steps {
                    assert_eq!(printed(&row[2]) + printed(&row[3]), printed(&row[1]));
                }
                assert_eq!(printed(&last[2]) + printed(&last[3]), change * Decimal::ONE_HUNDRED);
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
    let titles: Vec<String> = table(&report, "decomposition")
        .groups
        .iter()
        .map(|group| group.title.clone().unwrap())
        .collect();
    assert_eq!(begins, titles);

    // Figures and charts are on one page, however many there are; tables may go on.
    let is_one_page = |name: &str| !part(&book, name).contains("fitToHeight=\"0\"");
    assert!(is_one_page("Overview") && !is_one_page(name));
}

fn ask(store: &Store, sql: &str) -> Rows {
    let source = Source {
        name: "queries/test.sql".to_owned(),
        text: sql.to_owned(),
        is_override: false,
    };
    store.query(&Statement::of(&source), &Params::none()).unwrap()
}

/// The count in a column of the row whose first cell says `label`; of its total if that is asked for.
fn cell(table: &Table, label: &str, column: usize) -> Decimal {
    let group = &table.groups[0];
    let rows = group.rows.iter().chain(&group.total);
    let row = rows.into_iter().find(|row| row[0] == Value::Text(label.to_owned()));
    row.map_or(Decimal::ZERO, |row| row[column].number().unwrap().numerator)
}

#[test]
fn the_tiers_of_reports_are_those_of_the_metric() {
    let fixture = Fixture::new();
    let store = fixture.load(&golden().join("data"));
    let view = View::at_end("2026-Q1".parse().unwrap());
    Prepared::new(&fixture.workspace, &store, "quarterly", view, &[Scope::company()]).unwrap();
    let both = ask(
        &store,
        "WITH pairs AS (
           SELECT DISTINCT i.period_no, i.specialist_key, p.customer_key
           FROM run_items AS i
           INNER JOIN facts.policies AS p ON p.policy_key = i.policy_key
           INNER JOIN report_tiers AS t ON t.period_no = i.period_no AND t.customer_key = p.customer_key AND t.tier = 'high'
           WHERE i.is_matured
         ),
         metric AS (
           SELECT period_no, SUM(denominator) AS pairs FROM run_values WHERE metric = 'high_value_retention' GROUP BY period_no
         )
         SELECT m.period_no, CAST(m.pairs AS BIGINT) AS metric, COUNT(p.customer_key) AS report
         FROM metric AS m
         LEFT JOIN pairs AS p ON p.period_no = m.period_no
         WHERE m.period_no IN (SELECT period_no FROM report_tiers)
         GROUP BY m.period_no, m.pairs",
    );
    assert_eq!(both.len(), 2, "{}", both.len());
    for row in both.iter() {
        assert_eq!(row.integer("metric"), row.integer("report"), "{row:?}");
        assert!(row.integer("metric") > Some(0));
    }
}

#[test]
fn movements_add_up_to_the_customers_of_both_quarters() {
    let fixture = Fixture::new();
    let store = fixture.load(&golden().join("data"));
    let report = |quarter: &str| {
        let view = View::at_end(quarter.parse().unwrap());
        let prepared = Prepared::new(&fixture.workspace, &store, "quarterly", view, &[Scope::company()]).unwrap();
        prepared.report(0, Locale::En).unwrap()
    };
    let (before, now) = (report("2025-Q4"), report("2026-Q1"));
    let moves = table(&now, "tier-moves");
    let [high, other] = ["High value (top 20 %)", "Others"];
    for (column, tier) in [(1, high), (2, other)] {
        assert_eq!(
            cell(moves, "Total", column),
            cell(table(&now, "tiers"), tier, 1),
            "{tier} now"
        );
        assert_eq!(
            cell(moves, tier, 4),
            cell(table(&before, "tiers"), tier, 1),
            "{tier} before"
        );
    }
    let sum: Decimal = [1, 2, 3].map(|column| cell(moves, "Total", column)).into_iter().sum();
    assert_eq!(cell(moves, "Total", 4), sum);
    assert!(cell(moves, high, 1) > Decimal::ZERO);
    // Who stayed and who came are the customers of the quarter; who stayed and who went were those of the one before.
    let (segments, earlier) = (table(&now, "segments"), table(&before, "segments"));
    for class in ["A", "B", "C", "Unclassified"] {
        let [stayed, came, went] = [10, 11, 12].map(|column| cell(segments, class, column));
        assert_eq!(stayed + came, cell(segments, class, 1), "{class}");
        assert_eq!(stayed + went, cell(earlier, class, 1), "{class} before");
    }
    // A class is held against the best one, which is held against nothing.
    let gaps = segments.groups[0]
        .rows
        .iter()
        .filter(|row| matches!(row[6], Value::Change(_)))
        .count();
    assert_eq!(gaps + 1, segments.groups[0].rows.len());
}

#[test]
fn loyalty_by_hand() {
    let desk = Desk::of_one_specialist();
    desk.write("duebook.toml", COVERED)
        .write("data/customers.csv", "customer_id,customer_name\nC1,甲\nC2,乙\nC3,丙\n")
        .write(
            "data/policies.csv",
            "policy_id,customer_id,product_code,product_line,channel,issued_on,premium_mode,annual_premium\n\
             P1,C1,K1,年金,agency,2020-05-01,annual,100\nP2,C1,K1,年金,agency,2024-01-10,annual,100\n\
             P3,C2,K1,年金,agency,2025-01-15,annual,100\nP4,C3,K1,年金,agency,2026-02-01,annual,100\n",
        )
        .write(
            "data/due_items.csv",
            "due_id,policy_id,due_on,due_no,amount_due,specialist_id,grace_days\n\
             D0,P1,2023-05-01,4,100.00,S1,60\nD1,P1,2024-05-01,5,100.00,S1,60\nD2,P1,2025-05-01,6,100.00,S1,60\n\
             D3,P2,2025-01-10,2,100.00,S1,60\nD4,P3,2026-01-15,2,100.00,S1,60\nD5,P4,2026-02-01,1,100.00,S1,60\n",
        )
        .write(
            "data/payments.csv",
            "payment_id,due_id,paid_on,amount,method,status\n\
             Y1,D1,2024-05-01 08:00:00,100.00,transfer,success\nY2,D2,2025-05-21 08:00:00,100.00,transfer,success\n\
             Y3,D3,2025-03-21 08:00:00,100.00,transfer,success\n",
        )
        .write(
            "data/policy_events.csv",
            "policy_id,kind,event_on\nP3,lapse,2026-03-17\n",
        )
        .write(
            "data/complaints.csv",
            "complaint_id,specialist_id,received_on,customer_id\nX1,S1,2024-04-01,C1\n",
        )
        .write(
            "data/surveys.csv",
            "survey_id,specialist_id,sent_on,answered_on,recommend,customer_id,due_id\n\
             Q1,S1,2025-01-01,2025-01-02,3,C1,\nQ2,S1,2025-06-01,2025-06-02,9,,D2\nQ3,S1,2026-04-01,2026-04-02,0,C1,\n",
        );
    let said = desk.run(&["-q", "ingest", "data"]);
    assert!(said.starts_with("exit 0"), "{said}");
    let workspace = Workspace::find(desk.dir.path()).unwrap();
    let store = Store::open_closed(&workspace).unwrap();
    let view = View::at_end("2026-Q1".parse().unwrap());
    let prepared = Prepared::new(&workspace, &store, "quarterly", view, &[Scope::company()]).unwrap();
    let rows = ask(
        &store,
        "SELECT u.customer_id, l.tenure, l.policies, l.in_grace, l.speed, l.complaints, l.recommends, l.score, l.band
         FROM report_loyalty AS l
         INNER JOIN facts.customers AS u ON u.customer_key = l.customer_key
         INNER JOIN run_periods AS r ON r.period_no = l.period_no
         WHERE r.last_on = DATE '2026-03-31'
         ORDER BY u.customer_id",
    );
    let lines = rows.iter().map(|row| {
        row.cells()
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(" ")
    });
    // C1: since May 2020; two policies; of three instalments in 24 months (not the first, of 2023) two within grace; 0, 20
    // and 70 days; a complaint on the first day of the 24 months; would recommend with 9, the later answer. C2: one year;
    // lapsed; nothing paid. C3 has no instalment that matured.
    assert_eq!(
        lines.collect::<Vec<_>>(),
        ["C1 20 10 23 6 0 5 64 steady", "C2 4 0 0 0 10 2 16 distant"]
    );
    let report = prepared.report(0, Locale::En).unwrap();
    let loyalty = table(&report, "loyalty");
    assert_eq!(cell(loyalty, "Steady (60 to 79)", 1), Decimal::ONE);
    assert_eq!(cell(loyalty, "Steady (60 to 79)", 4), Decimal::TWO);
    // C2 had nothing matured before the quarter, so its item is of no band.
    assert_eq!(cell(loyalty, "Distant (below 40)", 6), Decimal::ZERO);
}

/// A book of one person, with policies, due items and events of three products.
fn products() -> Desk {
    let desk = Desk::of_one_specialist();
    desk.write("data/customers.csv", "customer_id,customer_name\nC1,甲\nC2,乙\n")
        .write(
            "data/policies.csv",
            "policy_id,customer_id,product_code,product_line,channel,issued_on,premium_mode,annual_premium\n\
             P1,C1,K1,年金,agency,2024-01-10,annual,1000\nP2,C1,K3,年金,agency,2020-06-01,annual,500\n\
             P3,C2,K2,年金,agency,2026-02-01,annual,100\n",
        )
        .write(
            "data/due_items.csv",
            "due_id,policy_id,due_on,due_no,amount_due,specialist_id,grace_days\n\
             D1,P1,2026-01-10,3,1000.00,S1,60\nD2,P2,2026-06-01,7,500.00,S1,60\n\
             D3,P3,2026-02-01,1,100.00,S1,60\nD4,P3,2027-02-01,2,100.00,S1,60\n",
        )
        .write(
            "data/policy_events.csv",
            "policy_id,kind,event_on,reason_code\nP2,surrender,2026-02-20,forgot\nP1,lapse,2026-03-12,cash_need\n",
        );
    let said = desk.run(&["-q", "ingest", "data"]);
    assert!(said.starts_with("exit 0"), "{said}");
    desk
}

fn of_first_quarter(desk: &Desk) -> Report {
    // The files of these tests hold what the tests are about; the quarter is complete all the same.
    let tables = [
        "payments",
        "activities",
        "errors",
        "surveys",
        "complaints",
        "policy_events",
    ];
    let stated: String = tables.map(|table| format!("\n{table} = 2026-03-31")).concat();
    let settings = std::fs::read_to_string(desk.path("duebook.toml")).unwrap();
    desk.write(
        "duebook.toml",
        &settings.replace("[coverage]", &format!("[coverage]{stated}")),
    );
    let workspace = Workspace::find(desk.dir.path()).unwrap();
    let store = Store::open_closed(&workspace).unwrap();
    let view = View::at_end("2026-Q1".parse().unwrap());
    let prepared = Prepared::new(&workspace, &store, "quarterly", view, &[Scope::company()]).unwrap();
    prepared.report(0, Locale::En).unwrap()
}

#[test]
fn a_product_is_listed_before_its_first_instalment_matures() {
    let report = of_first_quarter(&products());
    let products = table(&report, "products");
    let text = |value: &Value| match value {
        Value::Text(text) => text.clone(),
        other => other
            .number()
            .map_or("–".to_owned(), |n| n.numerator.normalize().to_string()),
    };
    let rows: Vec<String> = products.groups[0]
        .rows
        .iter()
        .map(|row| [0, 2, 3, 4, 13].map(|column| text(&row[column])).join(" "))
        .collect();
    // Product, items matured, renewed, lost, whether new. K2 was first sold in February, K3 has no instalment in the quarter.
    assert_eq!(rows, ["K1 1 0 1 ", "K2 0 – 0 new", "K3 0 – 1 "]);
    // K1's one policy of January 2024 is a cohort of 25 months, and few.
    let persistency = &products.groups[0].rows[0];
    assert_eq!(persistency[9].parts(), Some(Ratio::new(0, 1)));
    assert_eq!(persistency[10], Value::Cases(1.into(), true));
    assert_eq!(persistency[8], Value::Missing);
}

#[test]
fn a_customer_lost_is_lost_with_all_policies_that_ended() {
    let report = of_first_quarter(&products());
    let lost = table(&report, "high-value");
    let rows = &lost.groups[0].rows;
    assert_eq!(rows.len(), 1, "one customer has one reason");
    assert_eq!(rows[0][0], Value::Text("Needs the cash".to_owned()));
    assert_eq!(rows[0][1], Value::Count(Decimal::ONE));
    assert_eq!(rows[0][4], Value::Money(Decimal::from(1500)));
}

#[test]
fn what_is_not_over_is_not_told_as_if_it_were() {
    let fixture = Fixture::new();
    let store = fixture.load(&golden().join("data"));
    let report = |as_of: &str| {
        let view = View::new("2026-Q1".parse().unwrap(), as_of.parse().ok());
        let prepared = Prepared::new(&fixture.workspace, &store, "quarterly", view, &[Scope::company()]).unwrap();
        prepared.report(0, Locale::En).unwrap()
    };
    let (over, midway) = (report("2026-03-31"), report("2026-02-15"));
    // Half a quarter of collections is no error of its forecast, and what is open is not what will be open at its end.
    assert!(!table(&over, "forecast").is_empty());
    assert!(table(&midway, "forecast").is_empty());
    // The items of December are in the third month, whose end is to come.
    assert_eq!(table(&over, "funnel").groups[0].rows.len(), 7);
    assert_eq!(table(&midway, "funnel").groups[0].rows.len(), 5);
}
