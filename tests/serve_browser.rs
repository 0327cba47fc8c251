//! People at their browsers: a first day on the telephone, a Monday at the desk, a keyboard and nothing else; and every page for
//! every role as a browser sees it. With `DUEBOOK_PICTURES=FOLDER` there are pictures of all of it.
#![cfg(feature = "serve")]

#[path = "common/chromium.rs"]
#[allow(dead_code, reason = "each test program uses a part of it")]
mod chromium;
mod common;
#[path = "common/published.rs"]
#[allow(dead_code, reason = "each test program uses a part of it")]
mod published;
#[path = "common/web.rs"]
#[allow(dead_code, reason = "each test program uses a part of it")]
mod web;

use std::collections::BTreeMap;
use std::fs;

use chromium::{Chromium, DESK, PHONE, Person, Screen};
use common::{Desk, npm_package};
use duckdb::{AccessMode, Config, Connection};
use duebook::report::model::Level;
use duebook::serve::page::{Method, Route};
use duebook::serve::rights::reach;
use duebook::serve::routes;
use duebook::serve::viewer::Role;
use duebook::workspace::Workspace;
use published::{desk, paid};
use web::{PASSWORD, Server};

/// A published workspace that is served.
struct House {
    desk: Desk,
    server: Server,
    chromium: Chromium,
}

impl House {
    fn of(desk: Desk) -> Option<Self> {
        Some(Self {
            chromium: Chromium::start()?,
            server: Server::over(Workspace::find(desk.dir.path()).unwrap()),
            desk,
        })
    }

    fn at(&self, screen: Screen) -> Person {
        self.chromium.person(&format!("http://{}", self.server.address), screen)
    }

    /// Somebody with a new account who has signed in.
    fn signed_in(&self, user: &str, person: Option<&str>, grants: &[(Role, Level, &str)], screen: Screen) -> Person {
        let secret = self.server.invite(user, person, grants);
        let mut somebody = self.at(screen);
        somebody.go("/login");
        self.sign_in(&mut somebody, user, &secret);
        somebody
    }

    /// Signs in for the first time: with the secret, then a password, then a second factor for those who need one.
    fn sign_in(&self, somebody: &mut Person, user: &str, secret: &str) {
        somebody.write("input[name=user]", user);
        somebody.write("input[name=password]", secret);
        somebody.follow("main form button");
        somebody.write("input[name=password]", PASSWORD);
        somebody.write("input[name=again]", PASSWORD);
        somebody.follow("main form button");
        if somebody.path() == "/login/factor" {
            let secret = somebody.ask("document.querySelector('.secret').innerText");
            let code = self.server.code(&format!("class=\"secret\">{secret}<"));
            somebody.write("input[name=code]", &code);
            somebody.follow("main form button");
        }
    }

    /// The first column of what a question to the publication finds.
    fn column(&self, sql: &str) -> Vec<String> {
        let manifest = fs::read_to_string(self.desk.path("published/manifest.json")).unwrap();
        let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
        let path = self.desk.path("published").join(manifest["file"].as_str().unwrap());
        let config = Config::default().access_mode(AccessMode::ReadOnly).unwrap();
        let connection = Connection::open_with_flags(path, config).unwrap();
        let mut statement = connection.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    }

    /// A specialist with the longest list of the morning, of those who were paid.
    fn specialist(&self) -> String {
        let statement = "incentive statement --period 2026-04 --format html --out told";
        let said = self.desk.run(&statement.split(' ').collect::<Vec<_>>());
        assert!(said.starts_with("exit 0"), "{said}");
        let all = self.column(
            "SELECT o.entity_id FROM item_of AS o INNER JOIN worklist AS w ON w.item = o.item
             WHERE o.level = 'specialist' AND o.entity_id NOT IN (SELECT specialist_id FROM leads)
             GROUP BY ALL ORDER BY COUNT(*) DESC, o.entity_id",
        );
        let is_paid = |person: &String| {
            self.desk
                .path(&format!("told/statement_2026-04_{person}.zh-CN.html"))
                .is_file()
        };
        all.into_iter().find(is_paid).unwrap()
    }
}

/// What pages said, but for the sign-in, which is answered by 401, and that a report runs no script here.
fn said(person: &Person) -> Vec<String> {
    let known = ["status of 401", "document's frame is sandboxed"];
    let mut said = person.heard();
    said.retain(|said| !known.iter().any(|known| said.contains(known)));
    said
}

const BRANCH: (Role, Level, &str) = (Role::BranchManager, Level::Branch, "B01");

/// With one hand and no script: the secret on a slip of paper, the customers of the morning, a number to call, and the own pay.
#[test]
fn a_specialists_first_day_on_the_telephone() {
    let Some(house) = House::of(paid()) else { return };
    let person = house.specialist();
    let secret = house.server.invite("xiaoli", Some(&person), &[]);
    let mut phone = house.at(PHONE);
    phone.go("/");
    phone.picture("first-day-1-sign-in");
    house.sign_in(&mut phone, "xiaoli", &secret);
    // What a specialist sees first, then the list, the first customer and the number: three taps.
    phone.picture("first-day-2-board");
    phone.taps = 0;
    phone.follow("nav a[href='/worklist']");
    let customers = phone
        .ask("document.querySelectorAll('.task').length")
        .parse::<usize>()
        .unwrap();
    assert!(customers >= 3, "{customers}");
    phone.picture("first-day-3-worklist");
    let first = phone.ask("document.querySelector('.task h2 a').innerText.trim()");
    phone.follow(".task h2 a");
    assert!(phone.text().contains(&first), "{}", phone.text());
    assert!(!phone.text().contains("5555"), "the number is masked");
    phone.picture("first-day-4-customer");
    phone.choose("select[name=purpose]", "collect");
    phone.follow("form.reveal button");
    let shown = phone.ask("document.querySelector('b.secret').innerText");
    assert!(shown.contains("5555"), "{shown}");
    assert_eq!(phone.taps, 4, "the list, the customer, the purpose and the number");
    phone.picture("first-day-5-number");
    assert_eq!(phone.width(), 390);
    // Pay and why.
    phone.taps = 0;
    phone.follow("nav a[href='/pay']").follow("main table a");
    assert_eq!(phone.taps, 2);
    let told = fs::read_to_string(house.desk.path(&format!("told/statement_2026-04_{person}.zh-CN.html"))).unwrap();
    let amount = told.split("<data value=\"").nth(1).unwrap().split('"').next().unwrap();
    let shown = phone.ask("document.querySelector('data').value");
    assert_eq!(shown, amount);
    assert!(phone.width() <= 390, "{}", phone.width());
    phone.picture("first-day-6-pay");
    assert_eq!(said(&phone), Vec::<String>::new());
    assert_eq!(phone.asked_elsewhere(), Vec::<String>::new());
}

/// How the branch stands, which team is behind, why, and the very rows; as the lead sees it; the review of the day.
#[test]
fn a_branch_managers_monday() {
    let desk = desk();
    // Reviews are those of the publication: files that are newer than it are not shown.
    let published = desk.run(&["-q", "publish"]);
    assert!(published.starts_with("exit 0"), "{published}");
    let Some(house) = House::of(desk) else { return };
    let leads =
        "SELECT l.specialist_id FROM leads AS l INNER JOIN tree AS t ON t.level = 'team' AND t.entity_id = l.team_id
                 WHERE t.viewer_level = 'branch' AND t.viewer_id = 'B01' ORDER BY ALL";
    let lead = house.column(leads).swap_remove(0);
    house.server.invite("lead", Some(&lead), &[]);
    let mut manager = house.signed_in("manager", None, &[BRANCH], DESK);
    assert_eq!(manager.path(), "/board");
    assert!(manager.text().contains("2026-06-30"), "as of when");
    manager.picture("monday-1-board");
    // The team that stands worst of those the board lists.
    let metric = "collection_completion_rate_count";
    let teams =
        "[...document.querySelectorAll('main a[href^=\"/board/team/\"]')].map(a => a.getAttribute('href')).join(' ')";
    let teams = manager.ask(teams);
    let mut values: Vec<(f64, &str)> = Vec::new();
    for team in teams.split(' ') {
        manager.go(team);
        let value = manager.ask(&format!("document.querySelector('[data-metric={metric}] data').value"));
        values.push((value.parse().unwrap(), team));
    }
    assert!(values.len() >= 3, "{values:?}");
    let (_, worst) = values.into_iter().min_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
    manager.go("/board").follow(&format!("main a[href='{worst}']"));
    manager.picture("monday-2-team");
    let tile = manager.ask(&format!("document.querySelector('[data-metric={metric}]').innerText"));
    manager.follow(&format!("[data-metric={metric}] a[href*='/rows']"));
    manager.picture("monday-3-rows");
    // The sums are the tile's, those left out are named with the reason, and the file has these rows.
    let sums = "[...document.querySelectorAll('tr.counts')][0].innerText";
    let sums: Vec<String> = manager.ask(sums).split_whitespace().map(str::to_owned).collect();
    let [.., numerator, denominator] = &sums[..] else {
        panic!("{sums:?}")
    };
    assert!(
        tile.contains(&format!("{numerator} / {denominator}")),
        "{tile}: {sums:?}"
    );
    let left_out = manager.ask("document.querySelectorAll('#sums-title ~ div tr.left-out').length");
    let file = manager.ask("document.querySelector('.files a').getAttribute('href')");
    let mut browser = house.server.browser();
    browser.cookies = manager.cookies().into_iter().collect();
    let csv = browser.get(&file).body;
    let mut reader = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let rows: Vec<BTreeMap<String, String>> = reader.deserialize().map(Result::unwrap).collect();
    let sum = |column: &str| -> f64 { rows.iter().filter_map(|row| row[column].parse::<f64>().ok()).sum() };
    let number = |text: &String| -> f64 { text.replace(',', "").parse().unwrap() };
    assert!(
        (sum("numerator") - number(numerator)).abs() < 1e-9 && (sum("denominator") - number(denominator)).abs() < 1e-9
    );
    let reasons: Vec<&str> = rows
        .iter()
        .map(|row| row["reason"].as_str())
        .filter(|reason| !reason.is_empty())
        .collect();
    assert_eq!(left_out == "0", reasons.is_empty(), "{left_out}: {reasons:?}");
    manager.follow(&format!("nav.ways a[href^='/metric/{metric}']"));
    manager.picture("monday-4-metric");
    // As the lead sees it, and back.
    manager.go(&format!("/people?find={lead}"));
    manager.picture("monday-5-people");
    manager.follow("form[action='/view-as'] button");
    manager.go("/board");
    assert!(manager.text().contains("正在以"), "{}", manager.text());
    manager.picture("monday-6-as-the-lead");
    manager.follow(".looks-as button");
    manager.go("/reports").follow("main table a[href$='.html']");
    assert!(manager.text().contains("2026-06-30"), "{}", manager.text());
    manager.picture("monday-7-review");
    assert_eq!(said(&manager), Vec::<String>::new());
    assert_eq!(manager.asked_elsewhere(), Vec::<String>::new());
}

/// From the sign-in to a customer with Tab and Enter, and where the keyboard is shows.
#[test]
fn a_keyboard_is_enough() {
    let Some(house) = House::of(desk()) else { return };
    let team = house.column(
        "SELECT o.entity_id FROM item_of AS o INNER JOIN worklist AS w ON w.item = o.item WHERE o.level = 'team' ORDER BY ALL",
    );
    let lead = (Role::TeamLead, Level::Team, team[0].as_str());
    let secret = house.server.invite("lead", None, &[lead]);
    let mut person = house.at(DESK);
    person.go("/login");
    let reach = |person: &Person, wanted: &str| {
        for _ in 0..200 {
            let (text, shows) = person.focus();
            if text == wanted {
                assert!(shows, "nobody sees that the keyboard is at {text}");
                return;
            }
            person.press("Tab");
        }
        panic!("{wanted} is not reached: {}", person.text());
    };
    for (field, text) in [("user", "lead"), ("password", secret.as_str())] {
        reach(&person, field);
        person.write_here(text);
    }
    reach(&person, "登录");
    person.enter();
    for field in ["password", "again"] {
        reach(&person, field);
        person.write_here(PASSWORD);
    }
    reach(&person, "确定");
    person.enter();
    assert_eq!(person.path(), "/board", "{}", person.text());
    reach(&person, "工作清单");
    person.enter();
    assert_eq!(person.path(), "/worklist");
    let first = person.ask("document.querySelector('.task h2 a').innerText.trim()");
    reach(&person, &first);
    person.enter();
    assert!(person.path().starts_with("/item/"), "{}", person.path());
}

/// Pages by the path of their route; those that are files of reports are looked at where reports are tested.
fn addresses(house: &House, person: &str) -> BTreeMap<&'static str, String> {
    let item = house.column(&format!(
        "SELECT w.item FROM worklist AS w INNER JOIN item_of AS o ON o.item = w.item
         WHERE o.level = 'specialist' AND o.entity_id = '{person}' ORDER BY w.place"
    ));
    let metric = "collection_completion_rate_count";
    [
        ("/", "/".to_owned()),
        ("/help", "/help".to_owned()),
        ("/me", "/me".to_owned()),
        ("/board", "/board".to_owned()),
        ("/board/{level}/{key}", "/board/team/T0102".to_owned()),
        ("/metric/{id}", format!("/metric/{metric}")),
        ("/metric/{id}/rows", format!("/metric/{metric}/rows")),
        ("/worklist", "/worklist".to_owned()),
        ("/worklist/{level}/{key}", "/worklist/team/T0102".to_owned()),
        ("/item/{item}", format!("/item/{}", item[0])),
        ("/reports", "/reports".to_owned()),
        ("/reports/{level}/{key}", "/reports/team/T0102".to_owned()),
        ("/reports/{level}/{key}/{file}", String::new()),
        ("/pay", "/pay".to_owned()),
        ("/pay/statement/{period}", String::new()),
        ("/pay/runs", "/pay/runs".to_owned()),
        ("/pay/runs/{run}", "/pay/runs/2".to_owned()),
        ("/pay/runs/{run}/review", String::new()),
        ("/people", "/people".to_owned()),
        ("/admin/users", "/admin/users".to_owned()),
        ("/admin/users/{user}", "/admin/users/specialist".to_owned()),
        ("/audit", "/audit".to_owned()),
    ]
    .into()
}

/// How wide the page is, its title without blanks, and what axe finds there: rule and place.
fn looked_at(person: &Person, axe: &str) -> (u32, String, String) {
    let found = person.wait_for(&format!(
        "{axe}; (window.axe ? axe.run(document, {{resultTypes: ['violations']}}) : Promise.resolve({{violations: []}}))
           .then(found => document.documentElement.scrollWidth + ' ' + document.querySelector('h1').innerText.replaceAll(' ', '') + ' '
             + found.violations.map(one => one.id + ' ' + one.nodes.map(node => node.target)).join('; '))"
    ));
    let [width, title, found] = found.splitn(3, ' ').collect::<Vec<_>>()[..] else {
        panic!("{found}")
    };
    (width.parse().unwrap(), title.to_owned(), found.to_owned())
}

/// Each page fits a telephone and a desk, light and dark, says nothing to the console, asks nobody else, and has no fault that axe
/// knows.
#[test]
fn every_page_is_good_in_a_browser_for_every_role() {
    let Some(house) = House::of(paid()) else { return };
    let person = house.specialist();
    let addresses = addresses(&house, &person);
    let axe = npm_package("axe-core").map(|folder| fs::read_to_string(folder.join("axe.min.js")).unwrap());
    let axe = axe.unwrap_or_default();
    let granted = |role, level, id| vec![(role, level, id)];
    let company = |role| granted(role, Level::Company, "company");
    let all = [
        (Role::Specialist, Some(person.as_str()), Vec::new()),
        (Role::TeamLead, None, granted(Role::TeamLead, Level::Team, "T0102")),
        (Role::BranchManager, None, vec![BRANCH]),
        (Role::CompanyManager, None, company(Role::CompanyManager)),
        (Role::Hr, None, company(Role::Hr)),
        (Role::Compliance, None, company(Role::Compliance)),
        (Role::Administrator, None, company(Role::Administrator)),
    ];
    // All at once: what takes time is the waiting.
    let looked: Vec<(usize, Vec<String>)> = std::thread::scope(|scope| {
        let (house, addresses, axe) = (&house, &addresses, axe.as_str());
        let started = all.map(|(role, who, grants)| {
            scope.spawn(move || {
                let somebody = house.signed_in(role.word(), who, &grants, DESK);
                pages_of(somebody, role, addresses, axe)
            })
        });
        started.into_iter().map(|looks| looks.join().unwrap()).collect()
    });
    let faults: Vec<&String> = looked.iter().flat_map(|(_, faults)| faults).collect();
    assert_eq!(faults, Vec::<&String>::new());
    let pages: usize = looked.iter().map(|(pages, _)| pages).sum();
    assert!(pages > 60, "{pages}");
}

/// How many pages somebody has, and what is wrong with them.
fn pages_of(
    mut somebody: Person,
    role: Role,
    addresses: &BTreeMap<&'static str, String>,
    axe: &str,
) -> (usize, Vec<String>) {
    // With pictures at both sizes for everybody, else for those whose pages differ most.
    let at_both = std::env::var_os("DUEBOOK_PICTURES").is_some() || [Role::TeamLead, Role::Hr].contains(&role);
    let (mut pages, mut faults) = (0, Vec::new());
    let routes = routes::all().unwrap();
    let own = |route: &&Route| route.method == Method::Get && reach(route.right, role).is_some();
    for (width, is_dark) in [(1280, false)].into_iter().filter(|_| at_both).chain([(390, true)]) {
        somebody.look(Screen {
            width,
            is_dark,
            has_script: true,
        });
        for route in routes.iter().filter(own) {
            let address = addresses.get(route.path);
            let address = address.unwrap_or_else(|| panic!("no address of {}", route.path));
            if address.is_empty() {
                continue;
            }
            somebody.go(address);
            let (wide, title, found) = looked_at(&somebody, axe);
            let mut said = said(&somebody);
            said.retain(|said| !said.contains("status of 404"));
            // One that is for others of the role.
            if title == "没有这个页面，或您无权查看" {
                continue;
            }
            let place = format!("{} {address} at {width}", role.word());
            if wide > width || !found.is_empty() || !said.is_empty() {
                faults.push(format!("{place} is {wide} wide, says {said:?}, axe: {found}"));
            }
            let name = address.trim_matches('/').replace('/', "-");
            somebody.picture(&format!("{}-{width}-{name}", role.word()));
            pages += 1;
        }
    }
    faults.extend(somebody.asked_elsewhere());
    (pages, faults)
}

const ATTACK: &str = "</title><script>window.hacked=1</script><img src=x onerror=window.hacked=1>\"'{{7*7}}\u{202e}";

/// Names of people, teams and customers and what was noted are markup: it is shown as it stands, and nothing of it runs.
#[test]
fn names_that_are_attacks_are_only_names() {
    let desk = Desk::kept("serve-attacked", || {
        let desk = Desk::new();
        let run = |line: &str| desk.run(&line.split(' ').collect::<Vec<_>>());
        assert!(run("-q sample --policies 300").starts_with("exit 0"));
        for (file, column) in [
            ("specialists.csv", "specialist_name"),
            ("teams.csv", "team_name"),
            ("teams.csv", "branch_name"),
            ("activities.csv", "note"),
        ] {
            let path = desk.path("data").join(file);
            let text = fs::read_to_string(&path).unwrap();
            let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
            let heads = reader.headers().unwrap().clone();
            let place = heads
                .iter()
                .position(|head| head == column)
                .unwrap_or_else(|| panic!("{file}: {heads:?}"));
            let mut writer = csv::Writer::from_path(&path).unwrap();
            writer.write_record(&heads).unwrap();
            for row in reader.records() {
                let row = row.unwrap();
                let cells = row.iter().enumerate();
                let cells = cells.map(|(at, cell)| {
                    if at == place {
                        format!("{cell}{ATTACK}")
                    } else {
                        cell.to_owned()
                    }
                });
                writer.write_record(cells).unwrap();
            }
            writer.flush().unwrap();
        }
        run("-q ingest data");
        let said = run("publish");
        assert!(said.starts_with("exit 0"), "{said}");
        desk
    });
    let Some(house) = House::of(desk) else { return };
    let team = house.column(
        "SELECT o.entity_id FROM item_of AS o INNER JOIN worklist AS w ON w.item = o.item WHERE o.level = 'team'",
    );
    let lead: &[(Role, Level, &str)] = &[(Role::TeamLead, Level::Team, &team[0])];
    let company: &[(Role, Level, &str)] = &[(Role::CompanyManager, Level::Company, "company")];
    let mut shown = 0;
    for (user, grants) in [("lead", lead), ("company", company)] {
        let mut somebody = house.signed_in(user, None, grants, DESK);
        let mut seen = vec![
            "/board".to_owned(),
            "/worklist".to_owned(),
            "/people".to_owned(),
            "/audit".to_owned(),
        ];
        let mut next = 0;
        while next < seen.len().min(14) {
            somebody.go(&seen[next]);
            // What ran, what there is of pictures, whether a name stands there as it is, and where the page leads.
            let found = somebody.ask(
                "[window.hacked, document.querySelectorAll('img').length, document.body.innerText.includes('onerror=window.hacked'),
                  [...document.querySelectorAll('main a')].map(a => a.getAttribute('href'))
                    .filter(h => /^.(board|item|metric|worklist)/.test(h) && !h.includes('file=')).join(' ')].join('|')",
            );
            let [ran, pictures, is_shown, links] = found.splitn(4, '|').collect::<Vec<_>>()[..] else {
                panic!("{found}")
            };
            assert_eq!([ran, pictures], ["", "0"], "{}", seen[next]);
            shown += usize::from(is_shown == "true");
            for link in links.split(' ').filter(|link| !link.is_empty()) {
                if !seen.iter().any(|own| own == link) {
                    seen.push(link.to_owned());
                }
            }
            next += 1;
        }
        let said: Vec<String> = somebody
            .heard()
            .into_iter()
            .filter(|said| !said.contains("404"))
            .collect();
        assert_eq!(said, Vec::<String>::new(), "{user}");
    }
    assert!(shown > 10, "{shown}");
}
