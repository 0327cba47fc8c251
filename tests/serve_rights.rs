//! Every page for every role, through the real router: who is let in and who is told that there is nothing.

#![cfg(feature = "serve")]

#[path = "common/web.rs"]
#[allow(dead_code, reason = "each test program uses a part of it")]
mod web;

use std::collections::BTreeMap;

use duebook::report::model::Level;
use duebook::serve::page::Method;
use duebook::serve::rights::{Right, reach};
use duebook::serve::routes;
use duebook::serve::viewer::Role;
use web::{Browser, Server};

/// Roles, what they are granted by hand, and the person.
type Who = (
    &'static str,
    Option<&'static str>,
    &'static [(Role, Level, &'static str)],
);

const EVERYBODY: &[Who] = &[
    ("CM", None, &[(Role::CompanyManager, Level::Company, "company")]),
    ("BM", None, &[(Role::BranchManager, Level::Branch, "B1")]),
    ("TL", Some("L1"), &[]),
    ("SP", Some("S1"), &[]),
    ("HR", None, &[(Role::Hr, Level::Company, "company")]),
    ("CO", None, &[(Role::Compliance, Level::Company, "company")]),
    ("AD", None, &[(Role::Administrator, Level::Company, "company")]),
    ("NO", None, &[]),
];

const ALL: &str = "CM BM TL SP HR CO AD NO";

/// Each page of this room with what is sent to it, and who is let in. A page that is not here fails the test.
#[allow(clippy::type_complexity, reason = "a table")]
const PAGES: &[(Method, &str, &str, &[(&str, &str)], &str)] = &[
    (Method::Get, "/", "/", &[], ALL),
    (Method::Get, "/help", "/help", &[], ALL),
    (Method::Get, "/me", "/me", &[], ALL),
    (Method::Post, "/me/password", "/me/password", &[("old", "wrong")], ALL),
    (
        Method::Post,
        "/me/sessions/end",
        "/me/sessions/end",
        &[("session", "none")],
        ALL,
    ),
    (Method::Get, "/people", "/people", &[], "CM BM TL HR CO AD"),
    (Method::Post, "/view-as", "/view-as", &[("user", "nobody")], ""),
    (Method::Get, "/audit", "/audit", &[], ALL),
    (Method::Get, "/admin/users", "/admin/users", &[], "CO AD"),
    (
        Method::Post,
        "/admin/users",
        "/admin/users",
        &[("user", "new"), ("role", "hr")],
        "AD",
    ),
    (Method::Get, "/admin/users/{user}", "/admin/users/CM", &[], "CO AD"),
    (
        Method::Post,
        "/admin/users/{user}",
        "/admin/users/new",
        &[("action", "end")],
        "AD",
    ),
    // Last, as it ends all sessions.
    (Method::Post, "/admin/sessions/end", "/admin/sessions/end", &[], "AD"),
];

/// Pages that stand in the tests of their own room.
fn is_of_another_room(path: &str) -> bool {
    ["/board", "/metric", "/worklist", "/item", "/reports", "/pay"]
        .iter()
        .any(|room| path.starts_with(room))
}

fn browsers(server: &Server) -> BTreeMap<&'static str, Browser> {
    let browser = |(user, person, grants): &Who| (*user, server.signed_in(user, *person, grants));
    EVERYBODY.iter().map(browser).collect()
}

fn ask(browser: &mut Browser, method: Method, path: &str, fields: &[(&str, &str)]) -> u16 {
    match method {
        Method::Get => browser.get(path).status,
        Method::Post => browser.post(path, fields).status,
    }
}

#[test]
fn every_page_lets_in_whom_it_is_for_and_nobody_else() {
    let server = Server::of("");
    let mut browsers = browsers(&server);
    for route in routes::all().unwrap() {
        let is_known = PAGES
            .iter()
            .any(|(method, path, ..)| (*method, *path) == (route.method, route.path));
        assert!(
            is_known || is_of_another_room(route.path),
            "no row for {:?} {}",
            route.method,
            route.path
        );
    }
    for (method, _, path, fields, whose) in PAGES {
        assert_eq!(
            ask(&mut server.browser(), *method, path, fields),
            401,
            "{path}: nobody is signed in"
        );
        let is_let_in = |user: &str| whose.split(' ').any(|own| own == user);
        // Whoever is let in last: it may end the sessions of the others.
        let (last, first): (Vec<_>, Vec<_>) = browsers.iter_mut().partition(|(user, _)| is_let_in(user));
        for (user, browser) in first.into_iter().chain(last) {
            let is_let_in = is_let_in(user);
            let status = ask(browser, *method, path, fields);
            assert_eq!(status != 404, is_let_in, "{user} {method:?} {path}: {status}");
            if is_let_in {
                assert!([200, 303].contains(&status), "{user} {method:?} {path}: {status}");
            }
        }
    }
}

/// No other way to write a path leads past its right.
#[test]
fn a_page_is_found_by_one_path() {
    let server = Server::of("");
    let mut browser = server.signed_in("SP", Some("S1"), &[]);
    for path in [
        "/admin%2fusers",
        "/%61dmin/users",
        "//admin/users",
        "/admin//users",
        "/admin/users/",
        "/./admin/users",
        "/help/../admin/users",
        "/help/%2e%2e/admin/users",
        "/admin/users;x",
        "/ADMIN/USERS",
        "/admin/users%00",
    ] {
        assert_eq!(browser.get(path).status, 404, "{path}");
        assert_eq!(server.browser().get(path).status, 404, "{path}");
    }
    for method in ["HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE"] {
        let status = browser
            .send(method, "/admin/users", &[("sec-fetch-site", "same-origin")], "")
            .status;
        assert!([404, 405].contains(&status), "{method}: {status}");
    }
}

/// What somebody sees of the people is what is theirs.
#[test]
fn people_are_shown_to_those_above_them() {
    let server = Server::of("");
    let shown = |browser: &mut Browser| {
        let page = browser.get("/people").body;
        let ids = page
            .split("<td class=\"mono\"")
            .skip(1)
            .map(|rest| rest.split(['>', '<']).nth(1).unwrap().to_owned());
        ids.collect::<Vec<_>>().join(" ")
    };
    let mut browsers = browsers(&server);
    let mut of = |user: &str| shown(browsers.get_mut(user).unwrap());
    assert_eq!(of("CM"), "L1 S1 S2 S3 S4");
    assert_eq!(of("BM"), "L1 S1 S2 S4");
    assert_eq!(of("TL"), "L1 S1 S2");
    // Names are text, whatever they look like.
    let page = browsers.get_mut("CM").unwrap().get("/people").body;
    assert!(page.contains("&lt;b&gt;S1") && !page.contains("<b>S1"));
}

/// The table in the docs says what the program does.
#[test]
fn the_documents_have_the_rights_table() {
    let roles = [
        Role::CompanyManager,
        Role::BranchManager,
        Role::TeamLead,
        Role::Specialist,
        Role::Hr,
        Role::Compliance,
        Role::Administrator,
    ];
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/live.md")).unwrap();
    let mut rows = 0;
    for line in text.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        if cells.len() != 8 {
            continue;
        }
        let rights = cells[0].split(':').next().unwrap().split('`').skip(1).step_by(2);
        for word in rights {
            rows += 1;
            for (role, cell) in roles.into_iter().zip(&cells[1..]) {
                let held = |word| reach(Right::of_word(word).unwrap(), role).is_some();
                let wanted = match word {
                    "audit" => (*cell == "all", held("audit")),
                    "users" => (*cell == "changes", held("manage_users")),
                    word => (*cell != "–", held(word)),
                };
                assert_eq!(wanted.0, wanted.1, "{word} {role:?}: {cell}");
            }
        }
    }
    assert!(rows >= 14, "{rows}");
}

/// A right that is taken away is gone at the next request.
#[test]
fn changes_of_rights_act_at_once() {
    let server = Server::of("");
    let mut admin = server.signed_in("AD", None, EVERYBODY[6].2);
    let mut browser = server.signed_in("SP", Some("S1"), &[]);
    assert_eq!(browser.get("/people").status, 404);
    let give = [("action", "give"), ("role", "branch_manager"), ("place", "B1")];
    assert_eq!(admin.post("/admin/users/SP", &give).status, 303);
    assert_eq!(browser.get("/people").status, 200);
    let take = [
        ("action", "take"),
        ("role", "branch_manager"),
        ("level", "branch"),
        ("place", "B1"),
    ];
    assert_eq!(admin.post("/admin/users/SP", &take).status, 303);
    assert_eq!(browser.get("/people").status, 404);
    // Not to a place that is not there, nor to oneself.
    let nowhere = [("action", "give"), ("role", "branch_manager"), ("place", "B9")];
    assert_eq!(admin.post("/admin/users/SP", &nowhere).status, 400);
    let own = [("action", "give"), ("role", "hr")];
    assert_eq!(admin.post("/admin/users/AD", &own).status, 409);
}

#[test]
fn who_looks_as_somebody_sees_no_more_and_changes_nothing() {
    let server = Server::of("");
    let mut browsers = browsers(&server);
    for (user, whom, status) in [
        ("BM", "SP", 303),
        ("BM", "TL", 404),
        ("CM", "BM", 303),
        ("TL", "SP", 404),
        ("AD", "SP", 404),
        ("HR", "SP", 404),
    ] {
        let browser = browsers.get_mut(user).unwrap();
        assert_eq!(
            browser.post("/view-as", &[("user", whom)]).status,
            status,
            "{user} as {whom}"
        );
    }
    let browser = browsers.get_mut("BM").unwrap();
    let page = browser.get("/me");
    assert!(page.body.contains("class=\"looks-as\""), "{}", page.body);
    assert_eq!(browser.get("/people").status, 404, "a specialist has no such page");
    assert_eq!(browser.post("/me/password", &[("old", "a")]).status, 409);
    assert_eq!(browser.post("/view-as/end", &[]).status, 303);
    assert_eq!(browser.get("/people").status, 200);
    // Neither whose rights reach further, nor whose lie elsewhere.
    for whom in ["CM", "HR", "AD", "NO", "BM"] {
        assert_eq!(browser.post("/view-as", &[("user", whom)]).status, 404, "{whom}");
    }
    let acts = server.acts();
    assert!(
        acts.contains(&"view_as".to_owned()) && acts.contains(&"view_as_ended".to_owned()),
        "{acts:?}"
    );
}
