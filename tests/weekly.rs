//! The weekly review: every number of the team sheets, in the workbook and on the page, is the one `kpi` gives.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use common::{Fixture, golden};
use duebook::decimal::{Decimal, Ratio};
use duebook::metrics::{Catalog, Dimension, MetricValue, RollUp, Run, Sums};
use duebook::period::{View, parse_day};
use duebook::report::build::{Request, build};
use duebook::report::model::{Body, Level, Value};
use duebook::report::prepare::Prepared;
use duebook::report::scope::Scope;
use duebook::report::{html, xlsx};
use duebook::store::Store;
use duebook::workspace::Locale;

const COUNT: &str = "collection_completion_rate_count";
const PREMIUM: &str = "collection_completion_rate";
/// The months a sheet shows, its own last.
const MONTHS: [&str; 3] = ["2026-01", "2026-02", "2026-03"];
const HEADS: [&str; 14] = [
    "专员",
    "3月应收件数",
    "应收保费",
    "已收件数",
    "已收保费",
    "未收件数",
    "未收保费",
    "件数达成",
    "保费达成",
    "1月未收件数",
    "2月未收件数",
    "总未收件数",
    "距目标差额件数",
    "状态",
];

type Key = (String, String, String, String);

/// The values of the three months by metric, month, level and entity; `team,specialist` is a level too.
fn values(fixture: &Fixture, store: &Store, as_of: &str) -> BTreeMap<Key, MetricValue> {
    let catalog = Catalog::load(&fixture.workspace.library).unwrap();
    let metrics = [catalog.get(COUNT).unwrap(), catalog.get(PREMIUM).unwrap()];
    let as_of = parse_day(as_of).unwrap();
    let views = MONTHS.map(|month| View::new(month.parse().unwrap(), Some(as_of)));
    let run = Run::new(store, &fixture.workspace.settings.metrics, &views).unwrap();
    let sums = Sums::compute(&run, &catalog, &metrics, &[]).unwrap();
    let mut out = BTreeMap::new();
    for by in ["team", "specialist", "team,specialist"] {
        let dimensions: Vec<Dimension> = by.split(',').map(|word| Dimension::parse(word).unwrap()).collect();
        let found = sums.values(RollUp {
            by: &dimensions,
            filters: &[],
        });
        for value in found.unwrap() {
            let key = (
                value.metric.to_string(),
                value.view.period.to_string(),
                by.to_owned(),
                value.entity.id.clone(),
            );
            out.insert(key, value);
        }
    }
    out
}

/// A row of a sheet as numbers; the last two are the shortfall and the state.
#[derive(Debug, PartialEq)]
struct Row {
    due: Decimal,
    cells: Vec<Option<Decimal>>,
    short: Option<Decimal>,
    state: String,
}

/// By the row's own target where there is one, once the month is over; none on fewer than ten items.
fn state(ratio: Ratio, target: Option<Decimal>) -> &'static str {
    let limits = target.map_or([80, 60, 50].map(|percent| Decimal::new(percent, 2)), |target| {
        [100, 90, 75].map(|percent| target * Decimal::new(percent, 2))
    });
    let [achieved, close, catching_up] = limits.map(|limit| ratio.numerator >= ratio.denominator * limit);
    match () {
        () if ratio.denominator < Decimal::TEN => "",
        () if achieved => "祝贺达成",
        () if close => "一步之遥",
        () if catching_up => "追赶进度",
        () => "需改善",
    }
}

fn row(values: &BTreeMap<Key, MetricValue>, level: &str, id: &str) -> Row {
    let get = |metric: &str, month: usize| values.get(&(metric.into(), MONTHS[month].into(), level.into(), id.into()));
    let parts = |metric, month| {
        let sums = get(metric, month).map(|v| (v.numerator.unwrap(), v.denominator.unwrap()));
        sums.unwrap_or_default()
    };
    let ((got, due), (got_premium, due_premium)) = (parts(COUNT, 2), parts(PREMIUM, 2));
    let open = |month| parts(COUNT, month).1 - parts(COUNT, month).0;
    let rate = |n: Decimal, d: Decimal| Ratio::new(n, d).rate(6);
    let target = get(COUNT, 2).and_then(|v| v.target);
    let missing = target.map(|t| (due * t - got).ceil()).filter(|n| *n > Decimal::ZERO);
    Row {
        due,
        cells: vec![
            Some(due),
            Some(due_premium),
            Some(got),
            Some(got_premium),
            Some(due - got),
            Some(due_premium - got_premium),
            rate(got, due),
            rate(got_premium, due_premium),
            Some(open(0)),
            Some(open(1)),
            Some(open(0) + open(1) + due - got),
        ],
        short: missing,
        state: state(Ratio::new(got, due), target).to_owned(),
    }
}

/// The sheets that must come out: team, then its people in order and its total.
fn expected(values: &BTreeMap<Key, MetricValue>) -> BTreeMap<String, Vec<(String, Row)>> {
    let in_teams: BTreeSet<(String, String)> = values
        .iter()
        .filter(|((_, month, level, _), _)| level == "team,specialist" && month == MONTHS[2])
        .filter_map(|((.., id), _)| {
            id.split_once('/')
                .map(|(team, person)| (team.to_owned(), person.to_owned()))
        })
        .collect();
    let mut teams: BTreeMap<String, Vec<(String, Row)>> = BTreeMap::new();
    for (team, person) in in_teams {
        let row = row(values, "specialist", &person);
        teams.entry(team).or_default().push((person, row));
    }
    for (team, rows) in &mut teams {
        rows.sort_by(|(a_id, a), (b_id, b)| b.cells[6].cmp(&a.cells[6]).then(b.due.cmp(&a.due)).then(a_id.cmp(b_id)));
        rows.push(("合计".into(), row(values, "team", team)));
    }
    teams
}

struct Made {
    html: String,
    book: Vec<u8>,
    expected: BTreeMap<String, Vec<(String, Row)>>,
    names: BTreeMap<String, String>,
}

/// Ahead of the pace or behind it, by the id of a team or person: what the section on the pace says of each in a report of its own.
fn paces(fixture: &Fixture, store: &Store, view: View) -> BTreeMap<String, String> {
    let scopes: Vec<Scope> = Scope::all(store).unwrap();
    let prepared = Prepared::new(&fixture.workspace, store, "weekly", view, &scopes).unwrap();
    let mut words = BTreeMap::new();
    for (number, scope) in scopes.iter().enumerate() {
        let report = prepared.report(number, Locale::ZhCn).unwrap();
        let section = report.sections.iter().find(|section| section.id == "progress").unwrap();
        let Body::Table(table) = &section.body else {
            panic!("{section:?}")
        };
        let own = table.groups.iter().find(|group| group.id == scope.level.word());
        let Some(row) = own.and_then(|group| group.rows.first()) else {
            continue;
        };
        if let Some(Value::Text(word)) = row
            .last()
            .filter(|_| matches!(scope.level, Level::Team | Level::Specialist))
        {
            let is_pace = word == "领先" || word == "落后";
            words.insert(scope.id.clone(), if is_pace { word.clone() } else { String::new() });
        }
    }
    words
}

/// The review as known on `as_of`; if the month is not over by then, its states go by the pace.
fn make(period: &str, as_of: &str) -> Made {
    let fixture = Fixture::new();
    let store = fixture.load(&golden().join("data"));
    let request = Request {
        name: "weekly".into(),
        view: View::new(period.parse().unwrap(), Some(parse_day(as_of).unwrap())),
        scope: Scope::company(),
        locale: Locale::ZhCn,
    };
    let report = build(&fixture.workspace, &store, &request).unwrap();
    let library = &fixture.workspace.library;
    let (html, book) = (
        html::render(&report, library).unwrap(),
        xlsx::write(&report, library).unwrap(),
    );
    let values = values(&fixture, &store, &request.view.as_of.to_string());
    let mut expected = expected(&values);
    if request.view.as_of < parse_day("2026-03-31").unwrap() {
        let paces = paces(&fixture, &store, request.view);
        for (team, rows) in &mut expected {
            for (id, row) in rows {
                let id = if id == "合计" { team } else { id };
                row.state = paces.get(id).cloned().unwrap_or_default();
            }
        }
    }
    let names = values.values().filter(|v| !v.entity.by.contains(','));
    let name = |v: &MetricValue| match v.entity.id.as_str() {
        "unassigned" => "未分配".to_owned(),
        _ => v.entity.name.clone(),
    };
    let names = names.map(|v| (v.entity.id.clone(), name(v))).collect();
    Made {
        html,
        book,
        expected,
        names,
    }
}

/// A number as a cell holds it, against the exact one.
fn same(cell: &Data, exact: Option<Decimal>) -> bool {
    match (cell, exact) {
        (Data::Float(found), Some(exact)) => (found - exact.to_string().parse::<f64>().unwrap()).abs() < 1e-6,
        (Data::Int(found), Some(exact)) => Decimal::from(*found) == exact,
        (Data::Empty, None) => true,
        (Data::String(text), None) => text == "–" || text.is_empty(),
        _ => false,
    }
}

#[test]
fn every_cell_of_the_team_sheets_in_the_workbook_is_the_metric() {
    let made = make("2026-W13", "2026-03-31");
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(&made.book)).unwrap();
    let mut compared = 0;
    for (team, rows) in &made.expected {
        let sheet = book.worksheet_range(&made.names[team]).unwrap();
        let text = |row: u32, column: u32| {
            sheet
                .get_value((row, column))
                .map(ToString::to_string)
                .unwrap_or_default()
        };
        let heads: Vec<String> = (0..14).map(|column| text(4, column)).collect();
        assert_eq!(heads, HEADS);
        for (at, (person, row)) in (5_u32..).zip(rows) {
            let name = made.names.get(person).unwrap_or(person);
            assert_eq!(text(at, 0), *name, "{team}");
            for (column, exact) in (1_u32..).zip(row.cells.iter().copied().chain([row.short])) {
                let cell = sheet.get_value((at, column)).unwrap_or(&Data::Empty);
                assert!(
                    same(cell, exact),
                    "{team} {name} column {column}: {cell:?} is not {exact:?}"
                );
                compared += 1;
            }
            assert_eq!(text(at, 13), row.state, "{team} {name}");
        }
        let after = u32::try_from(rows.len()).unwrap() + 5;
        assert_eq!(text(after, 0), "", "{team} has more rows than it should");
    }
    assert!(compared > 12 * 8, "{compared}");
}

/// The cells of each row of a table: what is sorted by, and what is read.
fn cells(row: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for cell in row.split("data-v=\"").skip(1) {
        let (raw, rest) = cell.split_once('"').unwrap();
        let mut text = String::new();
        let mut inside = false;
        let body = rest.split_once('>').unwrap().1;
        let end = body.find("</td>").or_else(|| body.find("</th>")).unwrap();
        for c in body[..end].chars() {
            match c {
                '<' => inside = true,
                '>' => inside = false,
                c if !inside => text.push(c),
                _ => {}
            }
        }
        out.push((raw.to_owned(), text.trim().to_owned()));
    }
    out
}

#[test]
fn every_cell_of_the_team_sheets_on_the_page_is_the_metric() {
    let made = make("2026-W11", "2026-03-15");
    let section = made.html.split("id=\"team-sheet\"").nth(1).unwrap();
    let section = section.split("</section>").next().unwrap();
    let mut compared = 0;
    for (team, rows) in &made.expected {
        let title = format!("<bdi>{}</bdi></h3>", made.names[team]);
        let group = section.split(&title).nth(1).unwrap();
        let table = group.split("</table>").next().unwrap();
        let body: Vec<Vec<(String, String)>> = table.split("<tr>").skip(2).map(cells).collect();
        assert_eq!(body.len(), rows.len(), "{team}");
        for ((person, row), found) in rows.iter().zip(body) {
            let name = made.names.get(person).unwrap_or(person);
            assert_eq!(found[0].1, *name);
            for (index, exact) in row.cells.iter().copied().chain([row.short]).enumerate() {
                let (raw, text) = &found[index + 1];
                let number: Option<Decimal> = raw.parse().ok();
                let places = if (6..8).contains(&index) { 6 } else { 2 };
                let exact = exact.map(|n| duebook::decimal::round(n, places));
                let shown = number.map(|n| duebook::decimal::round(n, places));
                assert_eq!(shown, exact, "{team} {name} column {index}: {text}");
                let read: Option<Decimal> = text.replace([',', '%'], "").parse().ok();
                let scale = Decimal::from(if (6..8).contains(&index) { 100 } else { 1 });
                assert_eq!(
                    read,
                    exact
                        .map(|n| duebook::decimal::round(n * scale, 2))
                        .map(|n| n.normalize()),
                    "{team} {name} column {index}"
                );
                compared += 1;
            }
            assert_eq!(found[13].1, row.state);
        }
    }
    assert!(compared > 12 * 8, "{compared}");
}
