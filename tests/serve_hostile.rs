//! Whatever is sent to `serve`, it answers in order; and whatever it answers carries the headers that keep a page to itself.

#![cfg(feature = "serve")]

#[path = "common/web.rs"]
#[allow(dead_code, reason = "each test program uses a part of it")]
mod web;

use duebook::report::model::Level;
use duebook::serve::viewer::Role;
use web::{PASSWORD, Response, Server};

const ADMINISTRATOR: &[(Role, Level, &str)] = &[(Role::Administrator, Level::Company, "company")];

fn is_secured(response: &Response) {
    for (name, part) in [
        ("content-security-policy", "default-src 'none'"),
        ("content-security-policy", "frame-ancestors 'none'"),
        ("content-security-policy", "base-uri 'none'"),
        ("x-content-type-options", "nosniff"),
        ("strict-transport-security", "max-age=31536000; includeSubDomains"),
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
    ] {
        let found = response.header(name);
        assert!(found.contains(part), "{} {name}: {found}", response.status);
    }
    assert!(
        !response.body.contains("SELECT ") && !response.body.contains(".sqlite"),
        "{}",
        response.body
    );
}

#[test]
fn every_answer_of_every_status_is_secured() {
    let server = Server::of("");
    let mut admin = server.signed_in("admin", None, ADMINISTRATOR);
    let form = ("content-type", "application/x-www-form-urlencoded");
    let same = ("sec-fetch-site", "same-origin");
    let answers = [
        (200, admin.get("/me")),
        (200, admin.get("/style.css")),
        (200, admin.get("/script.js")),
        (200, admin.get("/healthz")),
        (303, admin.get("/")),
        (400, admin.get("/audit?kind=nothing")),
        (
            400,
            admin.send(
                "POST",
                "/me/password",
                &[("content-type", "application/json"), same],
                "{\"old\":{\"a\":1}}",
            ),
        ),
        (401, server.browser().get("/me")),
        (
            403,
            admin.send("POST", "/logout", &[form, ("sec-fetch-site", "cross-site")], ""),
        ),
        (404, admin.get("/nothing")),
        (404, admin.get("/admin/users/nobody")),
        (405, admin.send("DELETE", "/me", &[same], "")),
        (409, admin.post("/admin/users/admin", &[("action", "disable")])),
        (
            413,
            admin.send("POST", "/me/password", &[form, same], &"a".repeat(300_000)),
        ),
    ];
    for (status, answer) in answers {
        assert_eq!(answer.status, status, "{}", answer.body);
        is_secured(&answer);
    }
}

/// What no page of ours sends is refused, never an error of ours and never more rows.
#[test]
fn hostile_fields_are_refused_in_order() {
    let server = Server::of("");
    let mut admin = server.signed_in("admin", None, ADMINISTRATOR);
    let long = "x".repeat(5_000);
    let values = [
        "",
        "{\"token\":{\"select\":1}}",
        "[1,2]",
        "null",
        "-1",
        "99999999999999999999",
        "' OR 1=1 --",
        "\"; DROP TABLE users; --",
        "../../etc/passwd",
        "a\r\nset-cookie: x=y",
        "\u{202e}abc",
        "a\0b",
        "{{ 7 * 7 }}",
        "<script>alert(1)</script>",
        long.as_str(),
    ];
    let fields = [
        ("/login", "user"),
        ("/login", "password"),
        ("/login", "next"),
        ("/login/code", "code"),
        ("/me/password", "old"),
        ("/me/password", "new"),
        ("/me/sessions/end", "session"),
        ("/view-as", "user"),
        ("/admin/users", "user"),
        ("/admin/users", "person"),
        ("/admin/users", "role"),
        ("/admin/users", "unknown"),
        ("/admin/users/admin", "action"),
        ("/admin/users/admin", "place"),
    ];
    for (path, name) in fields {
        for value in values {
            let answer = admin.post(path, &[(name, value)]);
            assert!(
                answer.status < 500 && answer.status != 200 || path == "/me/password" || path == "/login/code",
                "{path} {name}={value}: {}",
                answer.status
            );
            assert!(answer.status < 500, "{path} {name}={value}: {}", answer.status);
            assert!(
                answer.cookies().iter().all(|cookie| cookie.starts_with("__Host-")),
                "{:?}",
                answer.headers
            );
            assert!(
                !answer.body.contains("<script>alert") && !answer.body.contains(">49<"),
                "{}",
                answer.body
            );
            is_secured(&answer);
            // The refusals of the door end the session of nobody.
            if admin.session().is_empty() {
                server.clock.advance(3_700);
                let mut browser = server.browser();
                browser.post("/login", &[("user", "admin"), ("password", PASSWORD)]);
                let secret = server.state.secrets("admin").unwrap().unwrap().factor.unwrap().secret;
                let code = duebook::serve::sign_in::code(&secret, server.clock.seconds()).unwrap();
                browser.post("/login/code", &[("code", &code)]);
                admin = browser;
            }
        }
    }
    for query in [
        "find=%00",
        "find=%FF",
        "page=-1",
        "page=x",
        "find=a&find=b",
        "nothing=1",
        "page=18446744073709551615",
    ] {
        let status = admin.get(&format!("/people?{query}")).status;
        assert!([200, 400].contains(&status), "{query}: {status}");
    }
    assert!(
        server.state.accounts().unwrap().len() == 1,
        "{:?}",
        server.state.accounts()
    );
}

/// Nothing secret stands where it could be read later.
#[test]
fn secrets_are_kept_nowhere() {
    let server = Server::of("");
    let secret = server.invite("wang", Some("S1"), &[]);
    let mut browser = server.browser();
    browser.post("/login", &[("user", "wang"), ("password", &secret)]);
    let first = browser.session().to_owned();
    browser.post("/login/password", &[("password", PASSWORD), ("again", PASSWORD)]);
    let second = browser.session().to_owned();
    assert_eq!(browser.get("/me").status, 200);
    browser.post("/login", &[("user", PASSWORD), ("password", PASSWORD)]);
    let file = std::fs::read(server.workspace.record_path()).unwrap();
    for kept in [secret.as_str(), PASSWORD, &first, &second] {
        let found = file.windows(kept.len()).any(|part| part == kept.as_bytes());
        assert!(!found, "{kept}");
    }
}
