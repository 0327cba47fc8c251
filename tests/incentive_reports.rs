//! What the monthly and quarterly reviews tell of incentives: every amount is that of the run that counts, to the cent, on the
//! page and in the workbook; a scope sees its own people only; links lead to files that are there.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Read as _};
use std::path::Path;

use calamine::{Data, Reader, Xlsx};
use common::{Desk as Folder, Fixture};
use duebook::decimal::{Decimal, Ratio, round};
use duebook::incentive::Number;
use duebook::incentive::fairness::gini;
use duebook::incentive::ledger::calculate::Asked;
use duebook::incentive::ledger::{PayrollContext, post, runs};
use duebook::incentive::number::Mode;
use duebook::library::{Library, Source};
use duebook::period::{Period, View};
use duebook::report::model::{Body, Level, Report, Table, Value};
use duebook::report::pay::OfPlan;
use duebook::report::prepare::Prepared;
use duebook::report::scope::Scope;
use duebook::report::{html, xlsx};
use duebook::sample;
use duebook::store::{Params, Statement, Store};
use duebook::workspace::{Locale, StoreSettings};

const PLAN: &str = "whole-year";

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

/// The part of a page between a section's start and the next one's.
fn section_of<'p>(page: &'p str, id: &str) -> &'p str {
    let (_, rest) = page.split_once(&format!("id=\"{id}\" aria-labelledby")).unwrap();
    rest.split_once("</section>").unwrap().0
}

/// The raw values of a section's cells, in order.
fn raw(section: &str) -> Vec<&str> {
    let parts = section.split("data-v=\"").skip(1);
    parts.map(|part| part.split_once('"').unwrap().0).collect()
}

fn numbers(book: &[u8], sheet: &str) -> Vec<String> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(book)).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    let cells = range.used_cells().filter_map(|(.., cell)| match cell {
        Data::Float(number) => Some(format!("{number:.2}")),
        _ => None,
    });
    cells.collect()
}

fn part(book: &[u8], name: &str) -> String {
    let mut parts = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    let mut text = String::new();
    parts.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The files a workbook leads to.
fn led_to(book: &[u8]) -> BTreeSet<String> {
    let mut parts = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    let mut files = BTreeSet::new();
    for index in 0..parts.len() {
        let mut part = parts.by_index(index).unwrap();
        let mut text = String::new();
        if part.name().unwrap().ends_with(".rels") {
            part.read_to_string(&mut text).unwrap();
        }
        for one in text
            .split("<Relationship ")
            .filter(|one| one.contains("TargetMode=\"External\""))
        {
            let (_, target) = one.split_once("Target=\"").unwrap();
            files.insert(target.split_once('"').unwrap().0.to_owned());
        }
    }
    files
}

/// The documented way: calculate, approve, statements, report; the report's sums are those of the payroll file, and all its
/// links lead to files.
#[test]
fn the_monthly_review_pays_what_the_payroll_file_pays_and_leads_to_statements() {
    let desk = Folder::loaded();
    let run = |arguments: &[&str]| {
        let said = desk.run(arguments);
        assert!(said.starts_with("exit 0"), "{said}");
    };
    let report = ["report", "monthly", "--period", "2026-03"];
    run(&report);
    let page = || fs::read_to_string(desk.path("reports/monthly_2026-03_company.zh-CN.html")).unwrap();
    assert!(!page().contains("id=\"incentive"), "a section without a run");

    let plan = "plans/scorecard/plan.toml";
    run(&["incentive", "calculate", "--period", "2026-03", "--plan", plan]);
    run(&report);
    assert!(section_of(&page(), "incentive").contains("试算"));
    run(&["incentive", "approve", "--period", "2026-03", "--by", "张三"]);
    run(&["incentive", "export", "--period", "2026-03"]);
    run(&["incentive", "statement", "--period", "2026-03"]);
    run(&report);
    let page = page();
    let book = fs::read(desk.path("reports/monthly_2026-03_company.zh-CN.xlsx")).unwrap();

    let manifest = fs::read(desk.path("reports/payroll_2026-03_renewal-scorecard.manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    let net = manifest["control_totals"]["net"].as_str().unwrap();
    let hash = &manifest["plan"]["sha256"].as_str().unwrap()[..12];
    let own = section_of(&page, "incentive");
    // The plan's hash stands where the report says what it comes from, not before a manager's eyes.
    assert!(own.contains("已批准") && !own.contains(hash), "{own}");
    assert!(page.split_once("<footer").unwrap().1.contains(hash));
    let cells = raw(own);
    let amounts: Vec<Decimal> = cells.iter().filter_map(|cell| cell.parse().ok()).collect();
    let wanted: Decimal = net.parse().unwrap();
    assert!(wanted > Decimal::ONE);
    // Pay, and pay with corrections.
    assert_eq!(
        amounts.iter().filter(|amount| **amount == wanted).count(),
        2,
        "{cells:?}"
    );
    for sheet in ["绩效核算", "绩效构成", "绩效按团队与级别"] {
        assert!(numbers(&book, sheet).contains(&net.to_owned()), "{sheet}");
    }
    let paid: Decimal = raw(section_of(&page, "incentive-people"))
        .chunks(6)
        .map(|row| row[5].parse::<Decimal>().unwrap())
        .sum();
    assert_eq!(paid, wanted);

    let links = section_of(&page, "incentive-people").split("href=\"").skip(1);
    let links = links.map(|part| part.split_once('"').unwrap().0.replace("&#x2f;", "/"));
    let links: BTreeSet<String> = links.filter(|link| !link.starts_with('#')).collect();
    let (pages, books): (BTreeSet<_>, BTreeSet<_>) = (links, led_to(&book));
    let people = manifest["control_totals"]["people"].as_u64().unwrap();
    assert_eq!((pages.len() as u64, books.len() as u64), (people, people));
    for file in pages.iter().chain(&books) {
        assert!(desk.path("reports").join(file).is_file(), "{file}");
    }
}

/// A statement is printed: one sheet of amounts and steps, one of where they come from.
#[test]
fn a_statement_is_one_sheet_and_a_review_has_none_that_is_empty() {
    let desk = Folder::loaded();
    let run = |arguments: &[&str]| {
        let said = desk.run(arguments);
        assert!(said.starts_with("exit 0"), "{said}");
    };
    let plan = "plans/scorecard/plan.toml";
    run(&["incentive", "calculate", "--period", "2026-03", "--plan", plan]);
    run(&["incentive", "statement", "--period", "2026-03", "--specialist", "S001"]);
    run(&["incentive", "review", "--period", "2026-03"]);
    let sheets = |name: &str| -> Vec<(String, usize)> {
        let book = fs::read(desk.path(&format!("reports/{name}.zh-CN.xlsx"))).unwrap();
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(&book)).unwrap();
        let sheets = book.worksheets();
        let below = |range: &calamine::Range<Data>| range.used_cells().filter(|(row, ..)| *row > 2).count();
        sheets
            .iter()
            .map(|(name, range)| (name.clone(), below(range)))
            .collect()
    };
    let statement = sheets("statements_2026-03_renewal-scorecard/statement_2026-03_S001");
    assert_eq!(statement.len(), 2, "{statement:?}");
    let review = sheets("incentives_2026-03_renewal-scorecard");
    let book =
        fs::read(desk.path("reports/statements_2026-03_renewal-scorecard/statement_2026-03_S001.zh-CN.xlsx")).unwrap();
    assert!(part(&book, "xl/worksheets/sheet1.xml").contains("orientation=\"portrait\""));
    // The steps end with what they add up to.
    let page =
        fs::read_to_string(desk.path("reports/statements_2026-03_renewal-scorecard/statement_2026-03_S001.zh-CN.html"))
            .unwrap();
    let (rows, total) = section_of(&page, "steps").split_once("<tfoot").unwrap();
    let amounts = raw(rows)
        .chunks(3)
        .filter(|row| !row[2].is_empty())
        .map(|row| row[2].parse::<Decimal>().unwrap())
        .sum::<Decimal>();
    assert_eq!(raw(total).last().unwrap().parse::<Decimal>().unwrap(), amounts);
    assert!(review.len() > 5, "{review:?}");
    for (name, cells) in statement.iter().chain(&review) {
        assert!(*cells > 0, "the sheet {name} is empty");
    }
}

/// A small book with the plan of tests/incentive.
fn office() -> (Fixture, Store) {
    let fixture = Fixture::new();
    let plans = fixture.dir.path().join("plans/year");
    fs::create_dir_all(plans.join("rates")).unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/incentive");
    for name in ["plan.toml", "rates/fee.csv"] {
        fs::copy(from.join(name), plans.join(name)).unwrap();
    }
    let book = tempfile::tempdir().unwrap();
    let options = sample::Options {
        policies: 500,
        months: 18,
        ..sample::Options::default()
    };
    sample::write(&Library::shipped(), &StoreSettings::default(), book.path(), options).unwrap();
    let store = fixture.load_with_findings(book.path());
    (fixture, store)
}

fn calculate(fixture: &Fixture, store: &Store, view: View) -> runs::Run {
    let desk = PayrollContext::new(&fixture.workspace, store).unwrap();
    let path = fixture.dir.path().join("plans/year/plan.toml");
    let plan = desk.plan(&path, "plans/year/plan.toml").unwrap();
    desk.calculate(&plan, "plans/year/plan.toml", view, Asked::default())
        .unwrap()
        .run
}

fn table<'r>(report: &'r Report, id: &str) -> Option<&'r Table> {
    let section = report.sections.iter().find(|section| section.id == id)?;
    match &section.body {
        Body::Table(table) => Some(table),
        other => panic!("{id} is no table: {other:?}"),
    }
}

fn amount(value: &Value) -> Decimal {
    match value {
        Value::Money(amount) => amount.normalize(),
        other => panic!("no money: {other:?}"),
    }
}

fn text(value: &Value) -> &str {
    match value {
        Value::Text(text) => text,
        other => panic!("no text: {other:?}"),
    }
}

/// Whether a person of a run belongs to a scope.
fn belongs(person: &runs::PersonRow, scope: &Scope) -> bool {
    match scope.level {
        Level::Company => true,
        Level::Branch => person.branch.0 == scope.id,
        Level::Team => person.team.0 == scope.id,
        _ => person.specialist == scope.id,
    }
}

#[test]
fn a_scope_sees_the_pay_of_its_own_people_and_what_is_calculated_later_changes_nothing() {
    let (fixture, store) = office();
    let may = period("2026-05");
    let run = calculate(&fixture, &store, View::at_end(may));
    post::approve(&fixture.workspace, &store, PLAN, may, "李经理").unwrap();
    let people = runs::people(&store, run.run_no).unwrap();
    let mut scopes = Scope::all(&store).unwrap();
    scopes.extend(people.iter().map(|person| Scope {
        level: Level::Specialist,
        id: person.specialist.clone(),
    }));
    let all = || {
        let prepared = Prepared::new(&fixture.workspace, &store, "monthly", View::at_end(may), &scopes).unwrap();
        (0..scopes.len())
            .map(|number| prepared.report(number, Locale::En).unwrap())
            .collect::<Vec<Report>>()
    };
    let reports = all();
    let mut seen: BTreeMap<Level, usize> = BTreeMap::new();
    for (scope, report) in scopes.iter().zip(&reports) {
        let own: BTreeMap<&str, Decimal> = people
            .iter()
            .filter(|person| belongs(person, scope))
            .map(|person| (person.specialist.as_str(), person.pay.normalize()))
            .collect();
        let Some(list) = table(report, "incentive-people") else {
            assert!(own.is_empty(), "{scope:?} has people and no section");
            assert!(report.foot.plan.is_none());
            continue;
        };
        let rows = || list.groups.iter().flat_map(|group| &group.rows);
        let told: BTreeMap<&str, Decimal> = rows().map(|row| (text(&row[1]), amount(&row[3]))).collect();
        assert_eq!(told, own, "{scope:?}");
        assert!(report.foot.plan.as_ref().unwrap().contains(&run.plan_hash[..12]));

        let pay: Decimal = own.values().sum::<Decimal>().normalize();
        let [only] = &table(report, "incentive").unwrap().groups[0].rows[..] else {
            panic!("{scope:?}: not one run")
        };
        assert_eq!(
            (amount(&only[5]), &only[1]),
            (pay, &Value::Count(run.run_no.into())),
            "{scope:?}"
        );
        // Rows of 0 are in no ledger, so who gets nothing has no components.
        match table(report, "incentive-components").map(|table| &table.groups[0]) {
            Some(parts) => {
                let sum: Decimal = parts.rows.iter().map(|row| amount(&row[1])).sum();
                let total = amount(&parts.total.as_ref().unwrap()[1]);
                assert_eq!((sum.normalize(), total), (pay, pay), "{scope:?}");
            }
            None => assert!(pay.is_zero(), "{scope:?}"),
        }
        let parts = table(report, "incentive-groups").map_or(&[][..], |table| &table.groups);
        // A team and a person are one team.
        assert!(!parts.is_empty() || scope.level > Level::Branch, "{scope:?}");
        for group in parts {
            let sum: Decimal = group.rows.iter().map(|row| amount(&row[2])).sum();
            assert_eq!(
                (sum.normalize(), amount(&group.total.as_ref().unwrap()[2])),
                (pay, pay),
                "{scope:?}"
            );
        }
        *seen.entry(scope.level).or_default() += 1;

        // Nobody else stands anywhere on the page of one person.
        if scope.level == Level::Specialist {
            let page = html::render(report, &fixture.workspace.library).unwrap();
            let others = people.iter().filter(|person| person.specialist != scope.id);
            for other in others {
                assert!(
                    !page.contains(&format!("statement_2026-05_{}", other.specialist)),
                    "{scope:?}"
                );
            }
        }
    }
    assert!(seen.len() == 4 && seen.values().all(|count| *count > 0), "{seen:?}");

    // Another calculation of an approved period, and one whose facts end later than the report's.
    let path = fixture.dir.path().join("plans/year/plan.toml");
    let changed = fs::read_to_string(&path)
        .unwrap()
        .replace("value = \"900\"", "value = \"1100\"");
    fs::write(&path, changed).unwrap();
    let later = View::new(may, "2026-06-15".parse().ok());
    assert_ne!(calculate(&fixture, &store, later).total, run.total);
    assert_eq!(all(), reports);

    let june = period("2026-06");
    calculate(&fixture, &store, View::new(june, "2026-07-01".parse().ok()));
    let scopes = [Scope::company()];
    let prepared = Prepared::new(&fixture.workspace, &store, "monthly", View::at_end(june), &scopes).unwrap();
    assert!(table(&prepared.report(0, Locale::En).unwrap(), "incentive").is_none());
}

/// The HR review and the rows of its summary.
fn review_of(fixture: &Fixture, store: &Store, state: &runs::State) -> (Report, Vec<Vec<Value>>) {
    let of_plan = OfPlan {
        state: state.clone(),
        budget: Some(Decimal::from(100_000)),
        known_on: None,
    };
    let prepared = Prepared::review(&fixture.workspace, store, of_plan).unwrap();
    let report = prepared.report(0, Locale::ZhCn).unwrap();
    let rows = table(&report, "summary").unwrap().groups[0].rows.clone();
    (report, rows)
}

#[test]
fn the_hr_review_tells_teams_of_one_name_apart_and_what_it_could_not_check() {
    let (fixture, store) = office();
    let month = period("2026-03");
    let run = calculate(&fixture, &store, View::at_end(month));
    post::approve(&fixture.workspace, &store, PLAN, month, "李经理").unwrap();
    let state = runs::state(&store, PLAN, month).unwrap();
    let (report, rows) = review_of(&fixture, &store, &state);
    let figures: Vec<&str> = rows.iter().map(|row| text(&row[0])).collect();
    assert_eq!(
        figures[..6],
        ["状态", "人数", "有应发的人数", "本期核算", "以前期间更正", "应发合计"]
    );
    assert_eq!((text(&rows[0][1]), amount(&rows[5][1])), ("已批准", run.total));
    assert_eq!(amount(&rows[10][1]), Decimal::from(100_000));
    assert_eq!(
        rows[11][1].number(),
        Some(Ratio::new(run.total, Decimal::from(100_000)))
    );
    assert!(table(&report, "discrepancies").unwrap().is_empty());
    let teams = |report: &Report| -> Vec<(String, Decimal)> {
        let rows = &table(report, "teams").unwrap().groups[0].rows;
        rows.iter()
            .map(|row| (text(&row[0]).to_owned(), amount(&row[2])))
            .collect()
    };
    let before = teams(&report);
    assert!(
        before.len() > 1 && before.iter().all(|(name, _)| !name.contains('(')),
        "{before:?}"
    );

    // All teams have one name. The plan's file is another by now, which changes nothing: the run has its own text.
    run_sql(
        &store,
        "UPDATE incentive_people SET team_name = '一部' WHERE team_id <> ''",
    );
    let file = fixture.dir.path().join("plans/year/plan.toml");
    let plan = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{plan}\n# Another one.\n")).unwrap();
    let (report, _) = review_of(&fixture, &store, &state);
    let after = teams(&report);
    let amounts = |teams: &[(String, Decimal)]| -> Vec<Decimal> { teams.iter().map(|(_, pay)| *pay).collect() };
    assert_eq!(amounts(&after), amounts(&before));
    let named: BTreeSet<&String> = after.iter().map(|(name, _)| name).collect();
    assert_eq!(named.len(), after.len());
    assert!(
        after
            .iter()
            .all(|(name, _)| name.starts_with("一部 (") || name == "未分配"),
        "{after:?}"
    );
    assert!(table(&report, "discrepancies").unwrap().is_empty());
    // What cannot be read any more is not checked, and said so.
    run_sql(&store, "UPDATE incentive_plan_files SET content = 'x'::BLOB");
    let (report, _) = review_of(&fixture, &store, &state);
    let unchecked = &table(&report, "discrepancies").unwrap().groups[0].rows;
    assert_eq!(unchecked.len(), 1);
    assert_eq!(text(&unchecked[0][2]), "核算所用的方案读不出，未核对");
}

/// A dispute of April about March stands in the review of March that is written in April, and not in one as of March.
#[test]
fn disputes_are_told_as_of_the_newest_known_day_or_the_one_asked_for() {
    let (fixture, store) = office();
    let month = period("2026-03");
    calculate(&fixture, &store, View::at_end(month));
    run_sql(
        &store,
        "INSERT INTO disputes (dispute_id, specialist_id, period, claimed_amount, kind, justification, status, opened_on, file_no, file_row)
         SELECT 'DX', min(specialist_id), '2026-03', 1, 'incorrect_credit', 'x', 'open', DATE '2026-04-03', 1, 1 FROM specialists",
    );
    let is_told = |known_on: Option<&str>| {
        let of_plan = OfPlan {
            state: runs::state(&store, PLAN, month).unwrap(),
            budget: None,
            known_on: known_on.map(|day| day.parse().unwrap()),
        };
        let report = Prepared::review(&fixture.workspace, &store, of_plan).unwrap();
        let report = report.report(0, Locale::En).unwrap();
        let rows = table(&report, "disputes").into_iter().flat_map(|table| &table.groups);
        let mut rows = rows.flat_map(|group| &group.rows);
        rows.any(|row| text(&row[0]) == "DX")
    };
    assert!(is_told(None));
    assert!(is_told(Some("2026-04-03")));
    assert!(!is_told(Some("2026-04-02")));
}

/// Changes a table of the store.
fn run_sql(store: &Store, sql: &str) {
    let source = Source {
        name: "queries/test.sql".to_owned(),
        text: sql.to_owned(),
        is_override: false,
    };
    store.query(&Statement::of(&source), &Params::none()).unwrap();
}

#[test]
fn the_quarterly_review_holds_cost_against_collections_as_the_hr_review_does() {
    let (fixture, store) = office();
    let months = ["2026-03", "2026-04", "2026-05", "2026-06"].map(period);
    for month in &months[..3] {
        calculate(&fixture, &store, View::at_end(*month));
        post::approve(&fixture.workspace, &store, PLAN, *month, "李经理").unwrap();
    }
    calculate(&fixture, &store, View::at_end(months[3]));
    let states = runs::states(&store, PLAN).unwrap();
    let collected_by_review: Vec<Decimal> = states[1..]
        .iter()
        .map(|state| amount(&review_of(&fixture, &store, state).1[8][1]))
        .collect();
    let scopes = Scope::all(&store).unwrap();
    let view = View::at_end(period("2026-Q2"));
    let prepared = Prepared::new(&fixture.workspace, &store, "quarterly", view, &scopes).unwrap();
    let report = prepared.report(0, Locale::ZhCn).unwrap();
    let library = &fixture.workspace.library;
    let (page, book) = (
        html::render(&report, library).unwrap(),
        xlsx::write(&report, library).unwrap(),
    );

    let [own, before] = &table(&report, "incentive-cost").unwrap().groups[..] else {
        panic!("this quarter and the last one")
    };
    assert_eq!((own.rows.len(), before.rows.len()), (3, 1));
    let (mut pay, mut collected) = (Decimal::ZERO, Decimal::ZERO);
    for ((row, state), reviewed) in own.rows.iter().zip(&states[1..]).zip(collected_by_review) {
        let total = state.run().total;
        assert_eq!(text(&row[0]), state.period.to_string());
        assert_eq!((amount(&row[4]), amount(&row[6])), (total, reviewed));
        let cost = total * Decimal::ONE_HUNDRED / reviewed;
        assert_eq!(amount(&row[7]), round(cost, 2).normalize());
        pay += total;
        collected += reviewed;
    }
    let total = own.total.as_ref().unwrap();
    assert_eq!(
        (amount(&total[4]), amount(&total[6])),
        (pay.normalize(), collected.normalize())
    );
    let written = format!("{pay:.2}");
    assert!(raw(section_of(&page, "incentive-cost")).contains(&pay.normalize().to_string().as_str()));
    assert!(numbers(&book, "绩效成本与实收").contains(&written), "{written}");

    let parts = &table(&report, "incentive-components").unwrap().groups[0];
    let total = parts.total.as_ref().unwrap();
    for (index, state) in states[1..].iter().enumerate() {
        assert_eq!(amount(&total[index + 1]), state.run().total);
    }
    assert_eq!(amount(&total[4]), pay.normalize());

    let spread = &table(&report, "incentive-spread").unwrap().groups[0].rows;
    for (row, state) in spread.iter().zip(&states) {
        let people = runs::people(&store, state.run().run_no).unwrap();
        let pay: Vec<Number> = people.iter().map(|person| Number::from(person.pay)).collect();
        let spread = gini(&pay).map(|g| g.round(4, Mode::HalfUp).to_string());
        assert_eq!(Some(text(&row[7]).to_owned()), spread.or(Some("–".to_owned())));
        let mut sorted: Vec<Decimal> = people.iter().map(|person| person.pay.normalize()).collect();
        sorted.sort();
        assert_eq!(
            (amount(&row[2]), amount(&row[6])),
            (sorted[0], sorted[sorted.len() - 1])
        );
        assert_eq!(amount(&row[4]), sorted[(sorted.len() - 1) / 2]);
    }
    assert_eq!(spread.len(), 4);

    // Premium of the parts is that of the whole, but for what has no owner.
    let results = &table(&report, "incentive-results").unwrap().groups[0].rows;
    assert!(results.iter().any(|row| row[3].number().is_some()), "{results:?}");
    let of_branches: Decimal = scopes
        .iter()
        .enumerate()
        .filter(|(_, scope)| scope.level == Level::Branch)
        .filter_map(|(number, _)| {
            let report = prepared.report(number, Locale::ZhCn).unwrap();
            let group = table(&report, "incentive-cost")?.groups.first()?.clone();
            Some(amount(&group.total?[4]))
        })
        .sum();
    let unassigned: Decimal = states[1..]
        .iter()
        .flat_map(|state| runs::people(&store, state.run().run_no).unwrap())
        .filter(|person| person.branch.0.is_empty())
        .map(|person| person.pay)
        .sum();
    assert_eq!((of_branches + unassigned).normalize(), pay.normalize());
}
