//! Who comes in to `serve`, how, for how long, and how it ends.

#![cfg(feature = "serve")]

#[path = "common/web.rs"]
#[allow(dead_code, reason = "each test program uses a part of it")]
mod web;

use std::time::{Duration, Instant};

use duebook::report::model::Level;
use duebook::serve::viewer::Role;
use web::{Browser, PASSWORD, Server};

const HR: &[(Role, Level, &str)] = &[(Role::Hr, Level::Company, "company")];
const MANAGER: &[(Role, Level, &str)] = &[(Role::CompanyManager, Level::Company, "company")];
const ADMINISTRATOR: &[(Role, Level, &str)] = &[(Role::Administrator, Level::Company, "company")];

fn login(browser: &mut Browser, user: &str, password: &str) -> u16 {
    browser.post("/login", &[("user", user), ("password", password)]).status
}

#[test]
fn a_fresh_workspace_has_no_account() {
    let server = Server::of("");
    assert!(server.state.accounts().unwrap().is_empty());
    for (user, password) in [
        ("admin", "admin"),
        ("root", ""),
        ("administrator", "administrator"),
        ("", ""),
    ] {
        assert_eq!(login(&mut server.browser(), user, password), 401, "{user}");
    }
}

#[test]
fn the_first_sign_in_sets_password_and_second_factor_and_each_stage_begins_a_session_anew() {
    let server = Server::of("");
    let secret = server.invite("li", None, HR);
    let mut browser = server.browser();
    // A token that somebody put into the browser is not taken up.
    let planted = "a".repeat(64);
    browser.cookies.insert("__Host-session".to_owned(), planted.clone());
    let mut tokens = vec![planted];
    let mut passed = |browser: &Browser| {
        assert!(!tokens.contains(&browser.session().to_owned()));
        tokens.push(browser.session().to_owned());
    };
    let first = browser.post("/login", &[("user", "li"), ("password", &secret), ("next", "/me")]);
    assert_eq!(
        (first.status, first.header("location")),
        (303, "/login/password?next=%2Fme")
    );
    passed(&browser);
    assert_eq!(browser.get("/me").status, 401, "half in is not in");
    // That page took the cookie away.
    browser
        .cookies
        .insert("__Host-session".to_owned(), first_token(&first.cookies()));
    // Used once, it is worth nothing.
    assert_eq!(login(&mut server.browser(), "li", &secret), 401);
    for (new, again) in [
        ("short", "short"),
        (PASSWORD, "another"),
        ("qwertyuiop123", "qwertyuiop123"),
    ] {
        let refused = browser.post("/login/password", &[("password", new), ("again", again)]);
        assert_eq!(refused.status, 400, "{new}");
        assert!(refused.body.contains("class=\"wrong\""), "{}", refused.body);
    }
    let set = browser.post("/login/password", &[("password", PASSWORD), ("again", PASSWORD)]);
    assert_eq!((set.status, set.header("location")), (303, "/login/factor"));
    passed(&browser);
    assert_eq!(browser.get("/login/password").header("location"), "/login");
    assert_eq!(browser.post("/login/factor", &[("code", "000000")]).status, 400);
    let code = server.code(&browser.get("/login/factor").body);
    let done = browser.post("/login/factor", &[("code", &code), ("next", "/me")]);
    assert_eq!((done.status, done.header("location")), (303, "/me"));
    passed(&browser);
    assert_eq!(browser.get("/me").status, 200);
    for cookie in done.cookies() {
        for part in ["__Host-", "; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"] {
            assert!(cookie.contains(part), "{cookie}");
        }
    }
    // The stages before are worth nothing.
    for token in &tokens[..tokens.len() - 1] {
        let mut old = server.browser();
        old.cookies.insert("__Host-session".to_owned(), token.clone());
        assert_eq!(old.get("/me").status, 401);
    }
    assert_eq!(
        server.acts(),
        ["sign_in_refused", "password_set", "factor_set", "sign_in"]
    );
}

fn first_token(cookies: &[&str]) -> String {
    let cookie = cookies
        .iter()
        .find(|cookie| cookie.starts_with("__Host-session="))
        .unwrap();
    cookie.split(['=', ';']).nth(1).unwrap().to_owned()
}

#[test]
fn a_secret_for_the_first_time_is_good_for_a_day() {
    let server = Server::of("");
    let secret = server.invite("li", None, MANAGER);
    server.clock.advance(24 * 3_600 + 1);
    assert_eq!(login(&mut server.browser(), "li", &secret), 401);
}

#[test]
fn a_code_is_taken_once() {
    let server = Server::of("");
    let mut browser = server.signed_in("li", None, HR);
    let secret = server.state.secrets("li").unwrap().unwrap().factor.unwrap().secret;
    let code = |server: &Server| duebook::serve::sign_in::code(&secret, server.clock.seconds()).unwrap();
    browser.post("/logout", &[]);
    let come_in = |code: &str| {
        let mut browser = server.browser();
        assert_eq!(login(&mut browser, "li", PASSWORD), 303);
        let at_the_code = browser.clone();
        assert_eq!(browser.get("/people").status, 401, "without the code nobody is in");
        let mut browser = at_the_code;
        browser.post("/login/code", &[("code", code)]).status
    };
    assert_eq!(come_in(&code(&server)), 401, "the code by which it was set up");
    server.clock.advance(60);
    let now = code(&server);
    assert_eq!(come_in(&now), 303);
    assert_eq!(come_in(&now), 401);
    assert_eq!(come_in("123456"), 401);
}

#[test]
fn a_session_is_dead_as_soon_as_it_ends() {
    let server = Server::of("");
    let mut admin = server.signed_in("admin", None, ADMINISTRATOR);
    let dead = |browser: &mut Browser| {
        assert_eq!(browser.get("/me").status, 401);
    };
    let again = |server: &Server, user: &str| {
        let mut browser = server.browser();
        assert_eq!(login(&mut browser, user, PASSWORD), 303);
        assert_eq!(browser.get("/me").status, 200);
        browser
    };
    let mut browser = server.signed_in("wang", Some("S1"), &[]);
    // Signed out: the token, too, not only the cookie.
    let mut copy = browser.clone();
    assert_eq!(browser.post("/logout", &[]).header("location"), "/login");
    dead(&mut copy);
    // A new password ends the others.
    let (mut here, mut there) = (again(&server, "wang"), again(&server, "wang"));
    let form = [
        ("old", "wrong"),
        ("new", "another good long one"),
        ("again", "another good long one"),
    ];
    assert!(here.post("/me/password", &form).body.contains("class=\"wrong\""));
    assert_eq!(there.get("/me").status, 200);
    let form = [
        ("old", PASSWORD),
        ("new", "another good long one"),
        ("again", "another good long one"),
    ];
    assert!(here.post("/me/password", &form).body.contains("class=\"done\""));
    dead(&mut there);
    assert_eq!(here.get("/me").status, 200);
    let form = [("old", "another good long one"), ("new", PASSWORD), ("again", PASSWORD)];
    assert!(here.post("/me/password", &form).body.contains("class=\"done\""));
    // The administrator ends them, and closes the account.
    admin.post("/admin/users/wang", &[("action", "end")]);
    dead(&mut here);
    let mut here = again(&server, "wang");
    admin.post("/admin/users/wang", &[("action", "disable")]);
    dead(&mut here);
    assert_eq!(login(&mut server.browser(), "wang", PASSWORD), 401);
    admin.post("/admin/users/wang", &[("action", "enable")]);
    let mut here = again(&server, "wang");
    admin.post("/admin/sessions/end", &[]);
    dead(&mut here);
    dead(&mut admin);
    // Who has left is out with what is published next.
    let mut here = again(&server, "wang");
    server.has_left();
    dead(&mut here);
    assert_eq!(login(&mut server.browser(), "wang", PASSWORD), 401);
}

#[test]
fn a_session_ends_by_itself() {
    let server = Server::of("[sign_in]\nidle_minutes = 10\nsession_hours = 2\n");
    let mut browser = server.signed_in("li", None, MANAGER);
    for _ in 0..13 {
        server.clock.advance(9 * 60);
        assert_eq!(browser.get("/me").status, 200);
    }
    server.clock.advance(4 * 60);
    assert_eq!(browser.get("/me").status, 401, "two hours in all");
    let mut browser = server.browser();
    assert_eq!(login(&mut browser, "li", PASSWORD), 303);
    server.clock.advance(11 * 60);
    assert_eq!(browser.get("/me").status, 401, "ten minutes without a request");
}

#[test]
fn guesses_are_slowed_whatever_they_say_of_themselves_and_the_owner_comes_in() {
    let server = Server::of("");
    let mut own = server.signed_in("wang", Some("S1"), &[]);
    own.post("/logout", &[]);
    let mut guesser = server.browser();
    let mut statuses = Vec::new();
    for guess in 0..40 {
        guesser.headers = vec![("x-forwarded-for".to_owned(), format!("10.1.2.{guess}"))];
        statuses.push(login(&mut guesser, "wang", &format!("guess number {guess}")));
    }
    let slowed = statuses.iter().filter(|status| **status == 429).count();
    assert!(slowed >= 30, "{statuses:?}");
    let waiting = guesser.post("/login", &[("user", "wang"), ("password", PASSWORD)]);
    assert_eq!(waiting.status, 429, "even the right one waits");
    assert!(waiting.header("retry-after").parse::<u32>().unwrap() > 0);
    // On a device that is known.
    assert_eq!(login(&mut own, "wang", PASSWORD), 303);
    assert_eq!(own.get("/me").status, 200);
}

/// The one that takes longer takes not twice as long as the other.
#[test]
fn nobody_learns_by_the_clock_or_the_words_which_names_there_are() {
    let server = Server::of("");
    server.signed_in("wang", Some("S1"), &[]);
    let mut times = [Vec::new(), Vec::new()];
    let mut pages = [String::new(), String::new()];
    for round in 0..9 {
        for (index, user) in ["wang", "nobody"].into_iter().enumerate() {
            server.clock.advance(7_200);
            let begun = Instant::now();
            let answer = server
                .browser()
                .post("/login", &[("user", user), ("password", &format!("wrong {round}"))]);
            times[index].push(begun.elapsed());
            pages[index] = format!("{} {}", answer.status, answer.body);
        }
    }
    assert_eq!(pages[0], pages[1]);
    let median = |times: &mut Vec<Duration>| {
        times.sort();
        times[times.len() / 2].as_secs_f64()
    };
    let [known, unknown] = &mut times;
    let (known, unknown) = (median(known), median(unknown));
    assert!(known < 2.0 * unknown && unknown < 2.0 * known, "{known} {unknown}");
}

#[test]
fn other_sites_send_nothing_and_lead_nowhere() {
    let server = Server::of("");
    let mut browser = server.signed_in("li", None, MANAGER);
    for headers in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "http://evil.example")],
        &[("origin", "null")],
    ] {
        let mut headers = headers.to_vec();
        headers.push(("content-type", "application/x-www-form-urlencoded"));
        assert_eq!(browser.send("POST", "/logout", &headers, "").status, 403, "{headers:?}");
    }
    assert_eq!(browser.get("/me").status, 200);
    for next in [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "evil",
        "/\r\nx: y",
    ] {
        let mut browser = server.browser();
        let form = [("user", "li"), ("password", PASSWORD), ("next", next)];
        let answer = browser.post("/login", &form);
        assert!([303, 400].contains(&answer.status), "{next}");
        assert!(
            ["/", ""].contains(&answer.header("location")),
            "{next}: {}",
            answer.header("location")
        );
        let page = server
            .browser()
            .get(&format!("/login?next={}", duebook::percent::encoded(next)));
        assert!(page.status == 200 || page.status == 400);
    }
}

#[test]
fn what_a_get_asks_changes_nothing() {
    let server = Server::of("");
    let mut admin = server.signed_in("admin", None, ADMINISTRATOR);
    server.signed_in("wang", Some("S1"), &[]);
    let before = server.acts().len();
    for path in [
        "/logout",
        "/admin/users/wang?action=disable",
        "/admin/sessions/end",
        "/view-as?user=wang",
        "/me/password?old=a&new=b&again=b",
    ] {
        let status = admin.get(path).status;
        assert!([400, 404, 405].contains(&status), "{path}: {status}");
    }
    assert_eq!(server.acts().len(), before);
    assert!(!server.state.account("wang").unwrap().unwrap().is_disabled);
}
