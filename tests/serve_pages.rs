//! The pages of figures and rows: what each viewer finds is theirs, all of it and nothing else, and it is what the command line
//! says. The pages are asked as the server asks them, through the list of routes; how requests come there is tested elsewhere.
#![cfg(feature = "serve")]

mod common;
#[path = "common/published.rs"]
mod published;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use common::Desk;
use duckdb::{AccessMode, Config, Connection};
use duebook::library::Library;
use duebook::locale::Locale;
use duebook::report::html::Site;
use duebook::report::model::Level;
use duebook::serve::asked::Asked;
use duebook::serve::clock::Clock;
use duebook::serve::page::{Method, Page, PageContext, PageError};
use duebook::serve::published::Published;
use duebook::serve::rights::Right;
use duebook::serve::routes;
use duebook::serve::state::{AuditFilter, State};
use duebook::serve::viewer::{Grant, Identity, Place, Role, Viewer};
use duebook::workspace::Workspace;
use published::{desk, paid};

static LIBRARY: LazyLock<Library> = LazyLock::new(Library::shipped);

/// A published workspace, and what pages are given.
struct House {
    desk: Desk,
    page: PageContext,
}

impl House {
    fn new() -> Self {
        Self::of(desk())
    }

    fn of(desk: Desk) -> Self {
        let workspace = Workspace::find(desk.dir.path()).unwrap();
        let published = Arc::new(Published::open(&workspace).unwrap());
        let now = Arc::clone(&published);
        let page = PageContext {
            site: Site::new(&LIBRARY, Locale::ZhCn, "#1f5fa8").unwrap(),
            state: State::open_or_make(&workspace).unwrap(),
            published: Some(published),
            clock: Clock::default(),
            personnel: Box::new(move || Ok(Arc::clone(now.now().personnel()))),
            workspace,
        };
        Self { desk, page }
    }

    fn viewer(&self, person: Option<&str>, grants: &[(Role, Level, &str)]) -> Viewer {
        self.named("n", person, grants)
    }

    fn named(&self, name: &str, person: Option<&str>, grants: &[(Role, Level, &str)]) -> Viewer {
        let personnel = Arc::clone(self.page.published().unwrap().personnel());
        Viewer::new(identity(name, person, grants), personnel)
    }

    fn ask(&self, viewer: &Viewer, method: Method, address: &str, form: &[(&str, &str)]) -> Result<Page, PageError> {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let parts: Vec<&str> = path.split('/').collect();
        let routes = routes::all().unwrap();
        let (route, fields) = routes
            .iter()
            .filter(|route| route.method == method)
            .find_map(|route| {
                let own: Vec<&str> = route.path.split('/').collect();
                let fits = |(own, part): (&&str, &&str)| own.starts_with('{') || own == part;
                let all = own.len() == parts.len() && own.iter().zip(&parts).all(fits);
                let fields = own.iter().zip(&parts).filter(|(own, _)| own.starts_with('{'));
                let fields = fields.map(|(own, part)| (own.trim_matches(['{', '}']).to_owned(), decoded(part)));
                all.then(|| (route, fields.collect::<Vec<_>>()))
            })
            .unwrap_or_else(|| panic!("no page at {address}"));
        if !viewer.has(route.right) {
            return Err(PageError::NotFound);
        }
        let query = query.split('&').filter_map(|pair| pair.split_once('='));
        let query = query.map(|(name, value)| (name.to_owned(), decoded(value)));
        let form = form
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let asked = Asked::new(path, "127.0.0.1", "s", fields.into_iter().chain(query).chain(form))?;
        (route.page)(&self.page, viewer, &asked)
    }

    /// The page as a browser gets it.
    fn get(&self, viewer: &Viewer, address: &str) -> Result<String, PageError> {
        self.html(viewer, address, self.ask(viewer, Method::Get, address, &[])?)
    }

    fn html(&self, viewer: &Viewer, address: &str, page: Page) -> Result<String, PageError> {
        match page {
            Page::Html {
                template,
                title,
                values,
            } => {
                let page = self.page.render(template, &title, viewer, address, values)?;
                // A browser reads a slash however it is written.
                Ok(page.replace("&#x2f;", "/"))
            }
            Page::File(file) => Ok(String::from_utf8_lossy(&file.bytes).into_owned()),
            Page::Moved(path) => Ok(path),
        }
    }

    fn is_there(&self, viewer: &Viewer, address: &str) -> bool {
        match self.get(viewer, address) {
            Ok(_) => true,
            Err(PageError::NotFound) => false,
            Err(other) => panic!("{address}: {other:?}"),
        }
    }

    fn published(&self) -> Connection {
        let manifest = fs::read_to_string(self.desk.path("published/manifest.json")).unwrap();
        let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
        let path = self.desk.path("published").join(manifest["file"].as_str().unwrap());
        let config = Config::default().access_mode(AccessMode::ReadOnly).unwrap();
        Connection::open_with_flags(path, config).unwrap()
    }

    fn column(&self, sql: &str) -> BTreeSet<String> {
        let connection = self.published();
        let mut statement = connection.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    }

    fn told(&self, arguments: &[&str]) -> Vec<BTreeMap<String, String>> {
        let output = self.desk.command(arguments).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        csv_rows(&output.stdout)
    }
}

fn identity(name: &str, person: Option<&str>, grants: &[(Role, Level, &str)]) -> Identity {
    let grant = |(role, level, id): &(Role, Level, &str)| Grant {
        role: *role,
        place: Place::new(*level, *id),
    };
    Identity {
        user: format!("user of {name}"),
        name: name.to_owned(),
        person: person.map(str::to_owned),
        grants: grants.iter().map(grant).collect(),
    }
}

fn csv_rows(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next().unwrap(), rest.next().unwrap()];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

const COMPANY: (Role, Level, &str) = (Role::CompanyManager, Level::Company, "company");
const BRANCH: (Role, Level, &str) = (Role::BranchManager, Level::Branch, "B01");
const TEAM: (Role, Level, &str) = (Role::TeamLead, Level::Team, "T0102");
const AUDITOR: (Role, Level, &str) = (Role::Compliance, Level::Company, "company");
const CLERK: (Role, Level, &str) = (Role::Hr, Level::Company, "company");
const MACHINIST: (Role, Level, &str) = (Role::Administrator, Level::Company, "company");

/// A specialist of the team T0102, and a colleague there.
fn members(house: &House) -> [String; 2] {
    let all = house.column(
        "SELECT p.specialist_id FROM people AS p WHERE p.team_id = 'T0102' AND NOT p.has_left
           AND p.specialist_id NOT IN (SELECT l.specialist_id FROM leads AS l)",
    );
    let mut all = all.into_iter();
    [all.next().unwrap(), all.next().unwrap()]
}

/// Whoever is not let see something finds nothing there, as if it were not.
#[test]
fn each_role_finds_its_own_and_nothing_beside() {
    let house = House::new();
    let [own, colleague] = members(&house);
    let item_of = |unit: &str| {
        let sql = format!("SELECT item FROM item_of WHERE level = 'team' AND entity_id = '{unit}'");
        house.column(&sql).into_iter().next().unwrap()
    };
    let (near, far) = (item_of("T0102"), item_of("T0201"));
    let viewers = [
        house.viewer(None, &[COMPANY]),
        house.viewer(None, &[BRANCH]),
        house.viewer(None, &[TEAM]),
        house.viewer(Some(&own), &[]),
        house.viewer(None, &[AUDITOR]),
        house.viewer(None, &[CLERK]),
        house.viewer(None, &[MACHINIST]),
    ];
    let metric = "collection_completion_rate_count";
    let rows = |level: &str, unit: &str| format!("/metric/{metric}/rows?level={level}&key={unit}");
    // Company, branch, lead, specialist, compliance, HR, administrator.
    let table: [(String, [u8; 7]); 20] = [
        ("/board".into(), [1, 1, 1, 1, 1, 0, 0]),
        ("/board/company/company".into(), [1, 0, 0, 0, 1, 0, 0]),
        ("/board/branch/B01".into(), [1, 1, 0, 0, 1, 0, 0]),
        ("/board/branch/B02".into(), [1, 0, 0, 0, 1, 0, 0]),
        ("/board/team/T0102".into(), [1, 1, 1, 1, 1, 0, 0]),
        ("/board/team/T0101".into(), [1, 1, 0, 0, 1, 0, 0]),
        (format!("/board/specialist/{own}"), [1, 1, 1, 1, 1, 0, 0]),
        (format!("/board/specialist/{colleague}"), [1, 1, 1, 0, 1, 0, 0]),
        ("/board/team/T9999".into(), [0; 7]),
        ("/board/region/company".into(), [0; 7]),
        (format!("/metric/{metric}"), [1, 1, 1, 1, 1, 0, 0]),
        ("/metric/nothing".into(), [0; 7]),
        (rows("team", "T0102"), [1, 1, 1, 0, 1, 0, 0]),
        (rows("branch", "B01"), [1, 1, 0, 0, 1, 0, 0]),
        ("/worklist".into(), [0, 1, 1, 1, 0, 0, 0]),
        ("/worklist/team/T0101".into(), [0, 1, 0, 0, 0, 0, 0]),
        (format!("/item/{near}"), [0, 1, 1, 2, 1, 0, 0]),
        (format!("/item/{far}"), [0, 0, 0, 0, 1, 0, 0]),
        ("/reports".into(), [1, 1, 1, 1, 1, 0, 0]),
        ("/reports/branch/B02".into(), [1, 0, 0, 0, 1, 0, 0]),
    ];
    for (address, expected) in &table {
        for (number, (viewer, expected)) in viewers.iter().zip(expected).enumerate() {
            if *expected < 2 {
                let found = house.is_there(viewer, address);
                assert_eq!(u8::from(found), *expected, "{address} for viewer {number}");
            }
        }
    }
}

/// The lead of one team fetches everything that pages link to: it holds nothing of the other team.
#[test]
fn two_teams_share_nothing_on_any_way_out() {
    let house = House::new();
    let lead = house.viewer(None, &[TEAM]);
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut open = vec!["/board".to_owned(), "/worklist".to_owned(), "/reports".to_owned()];
    let mut all = String::new();
    while let Some(address) = open.pop() {
        // Periods and filters lead to more of the same.
        let is_other_period = address.contains("period=") && !address.contains("period=2026-06");
        if !seen.insert(address.clone()) || is_other_period || seen.len() > 400 {
            continue;
        }
        let page = house
            .get(&lead, &address)
            .unwrap_or_else(|error| panic!("{address}: {error:?}"));
        let links = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let links = links.map(|link| link.replace("&amp;", "&"));
        let own = ["/board", "/metric", "/worklist", "/item", "/reports"];
        let is_page = |link: &String| own.iter().any(|start| link.starts_with(start));
        if !address.starts_with("/reports/") || !address.contains(".html") {
            open.extend(links.filter(is_page));
        }
        all.push_str(&page);
    }
    assert!(seen.len() > 100, "{}", seen.len());
    let mine = "SELECT due_id FROM items WHERE team_id = 'T0102'";
    let shown: BTreeSet<String> = house
        .column(mine)
        .into_iter()
        .filter(|id| all.contains(&format!(">{id}<")))
        .collect();
    assert!(shown.len() > 10, "{}", shown.len());
    for column in ["due_id", "policy_id", "customer_id"] {
        let others = format!(
            "SELECT {column} FROM items WHERE team_id <> 'T0102' EXCEPT SELECT {column} FROM items WHERE team_id = 'T0102'"
        );
        let leaked: Vec<String> = house
            .column(&others)
            .into_iter()
            .filter(|id| all.contains(&format!(">{id}<")))
            .collect();
        // A row that another owner has now is named among those left out, with the reason.
        let told = house.column(&format!(
            "SELECT e.{} FROM evidence_of AS o INNER JOIN evidence AS e ON e.row_no = o.row_no
             WHERE o.level = 'team' AND o.entity_id = 'T0102' AND e.due_id IS NOT NULL",
            if column == "customer_id" { "policy_id" } else { column }
        ));
        let leaked: Vec<String> = leaked.into_iter().filter(|id| !told.contains(id)).collect();
        assert_eq!(leaked, Vec::<String>::new(), "{column}");
    }
    // No whole number of anybody, without having asked for it.
    let phones = house.column("SELECT phone FROM phones");
    assert!(phones.len() > 500);
    assert_eq!(phones.into_iter().filter(|phone| all.contains(phone)).count(), 0);
}

/// Each team's list and each person's is that of the command line, in its order.
#[test]
fn a_worklist_is_that_of_the_command_line() {
    let house = House::new();
    let said = house.desk.run(
        &"-q worklist --date 2026-07-01 --format csv --out told"
            .split(' ')
            .collect::<Vec<_>>(),
    );
    assert!(said.starts_with("exit 0"), "{said}");
    let file = fs::read_dir(house.desk.path("told")).unwrap().next().unwrap().unwrap();
    let said = csv_rows(&fs::read(file.path()).unwrap());
    let units = |column: &str| said.iter().map(|row| row[column].clone()).collect::<BTreeSet<String>>();
    let connection = house.published();
    let due = |item: &str| -> String {
        let sql = "SELECT due_id FROM items WHERE item = ?";
        connection.query_row(sql, [item], |row| row.get(0)).unwrap()
    };
    let still_here = house.column("SELECT specialist_id FROM people WHERE NOT has_left");
    let mut lists = 0;
    for (column, level) in [("team_id", Level::Team), ("specialist_id", Level::Specialist)] {
        for unit in units(column) {
            let viewer = match level {
                Level::Team => house.viewer(None, &[(Role::TeamLead, level, &unit)]),
                _ if still_here.contains(&unit) => house.viewer(Some(&unit), &[]),
                _ => continue,
            };
            let page = house
                .get(&viewer, &format!("/worklist/{}/{unit}", level.word()))
                .unwrap();
            let items = page.split("href=\"/item/").skip(1);
            let items: Vec<String> = items.map(|rest| due(rest.split('"').next().unwrap())).collect();
            let told = said.iter().filter(|row| row[column] == unit);
            let told: Vec<String> = told.map(|row| row["due_id"].clone()).collect();
            assert_eq!(items, told, "{unit}");
            lists += 1;
        }
    }
    assert!(lists > 10, "{lists}");
}

#[test]
fn a_tile_is_the_figure_of_the_command_line_and_of_its_rows() {
    let house = House::new();
    let branch = house.viewer(None, &[BRANCH]);
    let metric = "collection_completion_rate_count";
    let said = house.told(&[
        "kpi", "--period", "2026-06", "--by", "branch", "--metric", metric, "--format", "csv",
    ]);
    let said = said.iter().find(|row| row["entity_id"] == "B01").unwrap();
    let page = house.get(&branch, "/board").unwrap();
    let tile = page.split(&format!("data-metric=\"{metric}\"")).nth(1).unwrap();
    let value = tile.split("<data value=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(value, said["value"]);
    let (numerator, denominator) = (&said["numerator"], &said["denominator"]);
    assert!(
        tile.contains(&format!("{numerator} / {denominator}")),
        "{numerator} / {denominator}"
    );
    // The rows that are downloaded are those of `--explain`, and add up.
    let file = house.ask(
        &branch,
        Method::Get,
        &format!("/metric/{metric}/rows?level=branch&key=B01&file=csv"),
        &[],
    );
    let file = match file {
        Ok(Page::File(file)) => file,
        other => panic!("{other:?}"),
    };
    let rows = csv_rows(&file.bytes);
    let explained = house.told(&[
        "kpi",
        "--period",
        "2026-06",
        "--explain",
        metric,
        "--by",
        "branch",
        "--entity",
        "B01",
        "--format",
        "csv",
    ]);
    assert_eq!(rows.len(), explained.len());
    for (row, explained) in rows.iter().zip(&explained) {
        for name in row.keys() {
            let digits = |text: &str| text.trim_end_matches('0').trim_end_matches('.').to_owned();
            let number = ["amount_due", "paid", "numerator", "denominator", "amount"].contains(&name.as_str());
            if number && !row[name].is_empty() {
                assert_eq!(digits(&row[name]).is_empty(), digits(&explained[name]).is_empty());
                let parse = |text: &str| text.parse::<f64>().unwrap();
                assert!((parse(&row[name]) - parse(&explained[name])).abs() < 1e-9, "{name}");
            } else if name != "reason_text" {
                assert_eq!(row[name], explained[name], "{name}");
            }
        }
    }
    let sum: f64 = rows.iter().filter_map(|row| row["numerator"].parse::<f64>().ok()).sum();
    assert!((sum - numerator.parse::<f64>().unwrap()).abs() < 1e-9);
    // It left with a line in the log.
    let lines = house.page.state.lines(AuditFilter::default()).unwrap();
    assert!(
        lines
            .iter()
            .any(|line| line.kind == "export" && line.details.contains(metric)),
        "{lines:?}"
    );
}

#[test]
fn a_number_is_shown_for_a_purpose_and_written_down_before() {
    let house = House::new();
    let lead = house.viewer(None, &[TEAM]);
    let sql = "SELECT o.item FROM item_of AS o INNER JOIN phones AS p ON p.item = o.item
               WHERE o.level = 'team' AND o.entity_id = 'T0102' LIMIT 1";
    let item = house.column(sql).into_iter().next().unwrap();
    let phone = house.column(&format!("SELECT phone FROM phones WHERE item = '{item}'"));
    let phone = phone.first().unwrap();
    let address = format!("/item/{item}/reveal");
    let shown = |viewer: &Viewer, purpose: &str| {
        let page = house.ask(viewer, Method::Post, &address, &[("purpose", purpose)])?;
        house.html(viewer, &address, page)
    };
    assert!(!house.get(&lead, &format!("/item/{item}")).unwrap().contains(phone));
    assert!(matches!(shown(&lead, "curiosity"), Err(PageError::Wrong(_))));
    assert!(matches!(
        shown(&house.viewer(None, &[BRANCH]), "collect"),
        Err(PageError::NotFound)
    ));
    assert!(matches!(
        shown(&house.viewer(None, &[AUDITOR]), "collect"),
        Err(PageError::NotFound)
    ));
    let far = (Role::TeamLead, Level::Team, "T0201");
    assert!(matches!(
        shown(&house.viewer(None, &[far]), "collect"),
        Err(PageError::NotFound)
    ));
    assert_eq!(
        house.page.state.lines(AuditFilter::default()).unwrap().len(),
        0,
        "nothing was shown"
    );
    assert!(shown(&lead, "collect").unwrap().contains(phone));
    let lines = house.page.state.lines(AuditFilter::default()).unwrap();
    assert_eq!(lines.len(), 1);
    assert!(lines[0].kind == "reveal" && lines[0].details.contains(&item) && lines[0].details.contains("collect"));
    assert!(!lines[0].details.contains(phone.as_str()));
}

#[test]
fn a_scope_that_is_forgotten_finds_nothing() {
    let house = House::new();
    let pay = {
        let manifest = fs::read_to_string(house.desk.path("published/manifest.json")).unwrap();
        let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
        let config = Config::default().access_mode(AccessMode::ReadOnly).unwrap();
        let path = house.desk.path("published").join(manifest["pay"].as_str().unwrap());
        Connection::open_with_flags(path, config).unwrap()
    };
    let figures = house.published();
    let mut files = 0;
    for file in LIBRARY.list("queries/serve/seen", ".sql") {
        let of_pay = ["statement", "statements", "runs", "run", "run_review"];
        let store = if of_pay.contains(&file.stem()) { &pay } else { &figures };
        let mut statement = store.prepare(&file.text).unwrap();
        for number in 1..=statement.parameter_count() {
            let name = statement.parameter_name(number).unwrap();
            match name.as_str() {
                "viewer_level" | "viewer_id" => statement.raw_bind_parameter(number, Option::<String>::None).unwrap(),
                "most" | "after" | "run" => statement.raw_bind_parameter(number, 10_i64).unwrap(),
                _ => statement.raw_bind_parameter(number, "").unwrap(),
            }
        }
        statement.raw_execute().unwrap();
        let mut rows = statement.raw_query();
        assert!(rows.next().unwrap().is_none(), "{}", file.name);
        files += 1;
    }
    assert!(files >= 12);
}

#[test]
fn a_new_publication_is_taken_up_and_who_reads_the_old_one_goes_on() {
    let house = House::new();
    let before = house.page.published().unwrap();
    let company = house.viewer(None, &[COMPANY]);
    let said = house.desk.run(&["-q", "publish", "--as-of", "2026-05-31"]);
    assert!(said.starts_with("exit 0"), "{said}");
    fs::remove_file(house.desk.path("published/000001.duckdb")).unwrap();
    std::thread::sleep(Duration::from_millis(1_100));
    let after = house.page.published().unwrap();
    assert_eq!([before.manifest().number, after.manifest().number], [1, 2]);
    assert!(house.get(&company, "/board").unwrap().contains("2026-05-31"));
    let seen = company.sees(Right::Board, &Place::company()).unwrap();
    let params = duebook::store::Params::none().with("period", "2026-06");
    assert!(!before.rows("unit", &seen, params).unwrap().is_empty());
    // A manifest that cannot be read changes nothing.
    house.desk.write("published/manifest.json", "nonsense");
    std::thread::sleep(Duration::from_millis(1_100));
    assert_eq!(house.page.published().unwrap().manifest().number, 2);
}

/// The own statement is the file that the command line writes; nobody names another's, and none is there before it is approved.
#[test]
fn a_statement_is_that_of_the_command_line_and_the_own_one() {
    let house = House::of(paid());
    let said = house.desk.run(
        &"incentive statement --period 2026-04 --format html --out told"
            .split(' ')
            .collect::<Vec<_>>(),
    );
    assert!(said.starts_with("exit 0"), "{said}");
    let told: BTreeMap<String, String> = fs::read_dir(house.desk.path("told"))
        .unwrap()
        .flatten()
        .filter_map(|file| {
            let name = file.file_name().into_string().unwrap();
            let person = name.strip_prefix("statement_2026-04_")?.split('.').next()?.to_owned();
            Some((person, fs::read_to_string(file.path()).unwrap()))
        })
        .collect();
    let still_here = house.column("SELECT specialist_id FROM people WHERE NOT has_left");
    let mut read = 0;
    for (person, page) in told.iter().filter(|(person, _)| still_here.contains(*person)) {
        let viewer = house.viewer(Some(person), &[]);
        let list = house.get(&viewer, "/pay").unwrap();
        assert!(list.contains("href=\"/pay/statement/2026-04\""), "{list}");
        assert!(!list.contains("/pay/statement/2026-05"), "not approved");
        let shown = house.get(&viewer, "/pay/statement/2026-04").unwrap();
        assert!(shown.replace("&#x2f;", "/") == page.replace("&#x2f;", "/"), "{person}");
        assert!(!house.is_there(&viewer, "/pay/statement/2026-05"));
        let asked = house.ask(&viewer, Method::Get, "/pay?person=S0001", &[]);
        assert!(matches!(asked, Err(PageError::Wrong(_))), "{asked:?}");
        read += 1;
    }
    assert!(read > 5, "{read}");
    // Whoever is no specialist has none, whatever they may see else; nor is it shown to who looks as somebody.
    let one = told.keys().find(|person| still_here.contains(*person)).unwrap();
    for grant in [COMPANY, BRANCH, AUDITOR, CLERK, MACHINIST] {
        let viewer = house.viewer(None, &[grant]);
        assert!(!house.is_there(&viewer, "/pay") && !house.is_there(&viewer, "/pay/statement/2026-04"));
        let identity = identity("o", Some(one), &[]);
        assert!(!house.is_there(&viewer.viewing_as(identity), "/pay"));
    }
}

/// Runs are for those who have to do with pay: what they come to and how they stand.
#[test]
fn runs_of_pay_are_those_of_the_command_line() {
    let house = House::of(paid());
    for (viewer, expected) in [
        (house.viewer(None, &[COMPANY]), true),
        (house.viewer(None, &[CLERK]), true),
        (house.viewer(None, &[AUDITOR]), true),
        (house.viewer(None, &[BRANCH]), false),
        (house.viewer(None, &[TEAM]), false),
        (house.viewer(None, &[MACHINIST]), false),
    ] {
        assert_eq!(house.is_there(&viewer, "/pay/runs"), expected);
    }
    let page = house.get(&house.viewer(None, &[CLERK]), "/pay/runs").unwrap();
    let rows: Vec<&str> = page.split("<tr>").skip(2).collect();
    assert_eq!(rows.len(), 2, "{page}");
    let status = house.desk.run(&["incentive", "status", "--quick"]).replace(',', "");
    for (row, period, state) in [(rows[0], "2026-05", "待批准"), (rows[1], "2026-04", "已批准")] {
        assert!(row.contains(state), "{row}");
        let cell = |number: usize| {
            let cell = row.split("<td").nth(number).unwrap().split_once('>').unwrap().1;
            cell.split('<').next().unwrap()
        };
        let line = status.lines().find(|line| line.contains(period)).unwrap();
        let said: Vec<&str> = line.split_whitespace().collect();
        let total = cell(5).split(' ').next().unwrap().replace(',', "");
        for shown in [cell(2), cell(4), &total] {
            assert!(said.contains(&shown), "{shown}: {line}");
        }
    }
}

/// The page of the run that awaits approval, and what its form says was seen: the results and the amount.
fn awaiting(house: &House, viewer: &Viewer) -> (String, [String; 2]) {
    let page = house.get(viewer, "/pay/runs").unwrap();
    let row = page.split("<tr>").find(|row| row.contains("待批准")).unwrap();
    let address = row.split("href=\"").nth(1).unwrap().split('"').next().unwrap();
    let page = house.get(viewer, address).unwrap();
    let seen = ["results", "to_pay"].map(|name| {
        let field = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
        field.split('"').next().unwrap().to_owned()
    });
    (address.to_owned(), seen)
}

/// A run counts when somebody who did not calculate it approves exactly what was shown; it is the decision of the command line.
#[test]
fn a_second_person_approves_what_was_shown() {
    let house = House::of(paid());
    let clerk = house.named("Wang", None, &[CLERK]);
    let (address, [results, to_pay]) = awaiting(&house, &clerk);
    let address = address.as_str();
    let send = |viewer: &Viewer, what: &str, form: &[(&str, &str)]| {
        house.ask(viewer, Method::Post, &format!("{address}/{what}"), form)
    };
    let seen = [("results", results.as_str()), ("to_pay", to_pay.as_str())];
    // Not by who may not, not by who calculated it under the own name, not another amount or run than is there.
    for grant in [COMPANY, AUDITOR, MACHINIST, BRANCH] {
        let asked = send(&house.viewer(None, &[grant]), "approve", &seen);
        assert!(matches!(asked, Err(PageError::NotFound)), "{grant:?}");
    }
    for (viewer, form) in [
        (&house.named("Zhang", None, &[CLERK]), seen),
        (&clerk, [seen[0], ("to_pay", "1.00")]),
        (&clerk, [("results", "another"), seen[1]]),
    ] {
        let asked = send(viewer, "approve", &form);
        assert!(matches!(asked, Err(PageError::Refused(_))), "{asked:?}");
    }
    let own = house.get(&house.named("Zhang", None, &[CLERK]), address).unwrap();
    assert!(own.contains("须由另一人批准") && !own.contains("/approve\""));
    assert!(
        matches!(send(&clerk, "reject", &seen), Err(PageError::Wrong(_))),
        "without a reason"
    );
    let acts = |kind: &str| {
        let lines = house.page.state.lines(AuditFilter::default()).unwrap();
        lines.iter().filter(|line| line.kind == kind).count()
    };
    assert_eq!((acts("pay_approved"), acts("pay_refused")), (0, 0), "nothing was begun");
    let state = || house.desk.run(&["incentive", "status", "--quick"]);
    assert!(!state().contains("Wang"));

    let moved = send(&clerk, "approve", &seen).unwrap();
    assert_eq!(house.html(&clerk, address, moved).unwrap(), address);
    assert_eq!((acts("pay_approved"), acts("pay_refused")), (1, 0));
    let log = house.desk.run(&["incentive", "log"]);
    assert!(log.contains("Wang") && log.contains("Zhang"), "{log}");
    let shown = house.get(&clerk, address).unwrap();
    assert!(shown.contains("已批准，下次发布后显示") && shown.contains("Wang") && !shown.contains("/approve\""));
    assert!(
        matches!(send(&clerk, "approve", &seen), Err(PageError::Refused(_))),
        "twice"
    );
    // It pays what was shown, and people see it with the next publication.
    let said = house.desk.run(&["-q", "publish"]);
    assert!(said.starts_with("exit 0"), "{said}");
    std::thread::sleep(Duration::from_millis(1_100));
    let page = house.get(&clerk, "/pay/runs").unwrap();
    let row = page
        .split("<tr>")
        .find(|row| row.contains(&format!("{address}\"")))
        .unwrap();
    assert!(row.contains("已批准") && row.contains("Wang"), "{row}");
    let verified = house.desk.run(&["verify"]);
    assert!(verified.starts_with("exit 0"), "{verified}");
}

#[test]
fn a_rejected_run_says_why_and_does_not_count() {
    let house = House::of(paid());
    let clerk = house.named("Wang", None, &[CLERK]);
    let (address, [results, to_pay]) = awaiting(&house, &clerk);
    let form = [
        ("results", results.as_str()),
        ("to_pay", to_pay.as_str()),
        ("reason", "方案附件有误"),
    ];
    house
        .ask(&clerk, Method::Post, &format!("{address}/reject"), &form)
        .unwrap();
    let shown = house.get(&clerk, &address).unwrap();
    assert!(shown.contains("已退回") && shown.contains("方案附件有误") && !shown.contains("/approve\""));
    let said = house
        .desk
        .run(&["incentive", "approve", "--period", "2026-05", "--as", "Li"]);
    assert!(!said.starts_with("exit 0") && said.contains("方案附件有误"), "{said}");
}

/// HR and compliance read the review of the command line; who opened it is written down.
#[test]
fn a_review_of_pay_is_that_of_the_command_line() {
    let house = House::of(paid());
    let said = house.desk.run(
        &"incentive review --period 2026-05 --format html --out told"
            .split(' ')
            .collect::<Vec<_>>(),
    );
    assert!(said.starts_with("exit 0"), "{said}");
    let told = fs::read_dir(house.desk.path("told")).unwrap().flatten().next().unwrap();
    let told = fs::read_to_string(told.path()).unwrap();
    let clerk = house.viewer(None, &[CLERK]);
    let (address, _) = awaiting(&house, &clerk);
    let review = format!("{address}/review");
    assert!(
        house
            .get(&clerk, &address)
            .unwrap()
            .contains(&format!("href=\"{review}\""))
    );
    for (grant, expected) in [
        (CLERK, true),
        (AUDITOR, true),
        (COMPANY, false),
        (BRANCH, false),
        (MACHINIST, false),
    ] {
        assert_eq!(
            house.is_there(&house.viewer(None, &[grant]), &review),
            expected,
            "{grant:?}"
        );
    }
    let shown = house.get(&clerk, &review).unwrap();
    assert!(shown.replace("&#x2f;", "/") == told.replace("&#x2f;", "/"));
    let lines = house.page.state.lines(AuditFilter::default()).unwrap();
    assert_eq!(lines.iter().filter(|line| line.kind == "export").count(), 3);
}
