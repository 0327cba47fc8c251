//! The audit log of `serve`: what is done is there with its line or not at all, and no line is changed unnoticed.

#![cfg(feature = "serve")]

#[path = "common/web.rs"]
#[allow(dead_code, reason = "each test program uses a part of it")]
mod web;

use duebook::report::model::Level;
use duebook::serve::clock::Clock;
use duebook::serve::error::ServeError;
use duebook::serve::new_user::one_time;
use duebook::serve::state::{Act, ActKind, AuditFilter, NewUser, State};
use duebook::serve::viewer::Role;
use duebook::workspace::Workspace;
use rusqlite::Connection;
use web::{Server, identity};

/// A workspace with a log of four lines.
fn workspace() -> (tempfile::TempDir, Workspace) {
    let folder = tempfile::tempdir().unwrap();
    let workspace = Workspace::init(folder.path()).unwrap();
    let (state, clock) = (State::open_or_make(&workspace).unwrap(), Clock::default());
    for user in ["a", "b", "c", "d"] {
        let line = Act::new(ActKind::SignIn).of(Some(user), "127.0.0.1");
        state.write_down(&clock, &[line]).unwrap();
    }
    (folder, workspace)
}

fn raw(workspace: &Workspace, sql: &str) -> rusqlite::Result<()> {
    Connection::open(workspace.record_path()).unwrap().execute_batch(sql)
}

#[test]
fn lines_are_added_and_nothing_else() {
    let (_folder, workspace) = workspace();
    for sql in [
        "UPDATE audit SET user = 'x' WHERE number = 2",
        "DELETE FROM audit WHERE number = 4",
        "INSERT OR REPLACE INTO audit VALUES (2, '', NULL, '', 'sign_in', '{}', '', '')",
        "INSERT INTO audit VALUES (6, '', NULL, '', 'sign_in', '{}', '', '')",
    ] {
        assert!(raw(&workspace, sql).is_err(), "{sql}");
    }
    let state = State::open_or_make(&workspace).unwrap();
    assert_eq!(state.audit_faults().unwrap().0, 4);
    assert!(state.audit_faults().unwrap().1.is_empty());
}

#[test]
fn verify_names_the_line_that_was_changed() {
    let swapped = "DROP TRIGGER audit_never_changes; \
        UPDATE audit SET number = 9 WHERE number = 2; UPDATE audit SET number = 2 WHERE number = 3; \
        UPDATE audit SET number = 3 WHERE number = 9";
    for (sql, line) in [
        (
            "DROP TRIGGER audit_never_changes; UPDATE audit SET user = 'x' WHERE number = 2",
            "line 2 of the audit log is not what it was",
        ),
        (
            "DROP TRIGGER audit_stays; DELETE FROM audit WHERE number = 3",
            "lines of the audit log are missing: 3",
        ),
        (swapped, "line 2 of the audit log does not follow"),
    ] {
        let (folder, workspace) = workspace();
        raw(&workspace, sql).unwrap();
        let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_duebook"))
            .current_dir(folder.path())
            .args(["verify"])
            .env("LC_ALL", "C")
            .output()
            .unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        let faults: Vec<String> = State::open_or_make(&workspace)
            .unwrap()
            .audit_faults()
            .unwrap()
            .1
            .iter()
            .map(ToString::to_string)
            .collect();
        assert!(faults.iter().any(|fault| fault.starts_with(line)), "{faults:?}");
        let number = line
            .split(|c: char| !c.is_ascii_digit())
            .find(|part| !part.is_empty())
            .unwrap();
        let is_named = said.lines().any(|told| told.starts_with("  ") && told.contains(number));
        assert!(is_named, "{said}");
        assert_eq!(output.status.code(), Some(3), "{said}");
    }
}

/// Neither the act without its line nor the line without its act.
#[test]
fn an_act_and_its_line_are_one() {
    let (_folder, workspace) = workspace();
    let (state, clock) = (State::open_or_make(&workspace).unwrap(), Clock::default());
    let (_, one_time, one_time_until) = one_time(&clock).unwrap();
    let new = NewUser {
        identity: identity("li", None, &[(Role::Hr, Level::Company, "company")]),
        one_time,
        one_time_until,
    };
    let lines = [Act::new(ActKind::UserMade).about("li").of(None, "test")];
    raw(
        &workspace,
        "CREATE TRIGGER broken BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'broken'); END",
    )
    .unwrap();
    assert!(matches!(
        state.add_user(&clock, &new, &lines),
        Err(ServeError::State { .. })
    ));
    assert!(state.accounts().unwrap().is_empty(), "no account without its line");
    raw(
        &workspace,
        "DROP TRIGGER broken; CREATE TRIGGER broken BEFORE INSERT ON grants BEGIN SELECT RAISE(ABORT, 'broken'); END",
    )
    .unwrap();
    assert!(state.add_user(&clock, &new, &lines).is_err());
    assert_eq!(
        state.lines(AuditFilter::default()).unwrap().len(),
        4,
        "no line without its account"
    );
    raw(&workspace, "DROP TRIGGER broken").unwrap();
    state.add_user(&clock, &new, &lines).unwrap();
    assert_eq!(state.lines(AuditFilter::default()).unwrap().len(), 5);
}

/// Who, what, when, from where: of each act one line.
#[test]
fn every_act_leaves_its_line() {
    let server = Server::of("");
    let mut admin = server.signed_in("admin", None, &[(Role::Administrator, Level::Company, "company")]);
    let mut manager = server.signed_in("chen", None, &[(Role::BranchManager, Level::Branch, "B1")]);
    server.signed_in("wang", Some("S1"), &[]);
    let before = server.acts().len();
    admin.get("/board-of-nobody");
    admin.post("/admin/users", &[("user", "new"), ("person", "S2")]);
    admin.post(
        "/admin/users/new",
        &[("action", "give"), ("role", "team_lead"), ("place", "T2")],
    );
    admin.post(
        "/admin/users/new",
        &[
            ("action", "take"),
            ("role", "team_lead"),
            ("level", "team"),
            ("place", "T2"),
        ],
    );
    admin.post("/admin/users/new", &[("action", "reset"), ("with_factor", "on")]);
    admin.post("/admin/users/new", &[("action", "disable")]);
    admin.post("/admin/users/new", &[("action", "enable")]);
    admin.post("/admin/users/wang", &[("action", "end")]);
    manager.get("/admin/users");
    manager.post("/view-as", &[("user", "wang")]);
    manager.post("/view-as/end", &[]);
    manager.post("/logout", &[]);
    server
        .browser()
        .post("/login", &[("user", "chen"), ("password", "wrong")]);
    let wanted = [
        "user_made",
        "right_given",
        "right_taken",
        "user_reset",
        "user_disabled",
        "user_enabled",
        "sessions_ended",
        "refused",
        "view_as",
        "view_as_ended",
        "sign_out",
        "sign_in_refused",
    ];
    assert_eq!(server.acts()[before..], wanted);
    for line in server.state.lines(AuditFilter::default()).unwrap() {
        assert!(line.at.len() == 20 && line.origin == "127.0.0.1", "{line:?}");
    }
    assert!(server.state.audit_faults().unwrap().1.is_empty());
}
