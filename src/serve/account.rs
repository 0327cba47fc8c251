//! `/me`: the own account, its password and sessions.

use minijinja::{Value, context};
use serde::Deserialize;

use super::asked::Asked;
use super::page::{Page, PageContext, PageError, Route};
use super::rights::Right;
use super::sign_in;
use super::state::{Act, ActKind, SessionRow};
use super::viewer::{Grant, Viewer};
use crate::message::{Message, say};

pub const ROUTES: &[Route] = &[
    Route::get("/me", Right::Account, show),
    Route::post("/me/password", Right::Account, change_password),
    Route::post("/me/sessions/end", Right::Account, end_session),
];

#[derive(Deserialize)]
struct Nothing {}

#[derive(Deserialize)]
struct Passwords {
    old: Option<String>,
    new: Option<String>,
    again: Option<String>,
}

#[derive(Deserialize)]
struct End {
    session: String,
}

fn show(page: &PageContext, viewer: &Viewer, asked: &Asked) -> Result<Page, PageError> {
    let Nothing {} = asked.read()?;
    shown(page, viewer, asked, None, None)
}

fn shown(
    page: &PageContext,
    viewer: &Viewer,
    asked: &Asked,
    wrong: Option<&Message>,
    done: Option<&Message>,
) -> Result<Page, PageError> {
    let texts = page.texts();
    let sessions = page.state.sessions(Some(viewer.user()))?;
    let values = context! {
        user => viewer.user(),
        grants => page.grants(viewer, viewer.grants()),
        sessions => sessions.iter().map(|row| session(row, asked.session())).collect::<Vec<_>>(),
        shortest => page.workspace.settings.sign_in.password_min,
        wrong => wrong.map(|message| texts.say(message)),
        done => done.map(|message| texts.say(message)),
    };
    Ok(Page::html("me.html.j2", texts.word("serve.menu.me"), values))
}

/// A session as lists show it.
pub(super) fn session(row: &SessionRow, own: &str) -> Value {
    context! {
        id => &row.token,
        user => &row.user,
        begun => stamp(row.begun),
        seen => stamp(row.seen),
        origin => &row.origin,
        agent => &row.agent,
        is_this => row.token == own,
    }
}

/// Seconds since 1970 as people read them.
pub(super) fn stamp(seconds: i64) -> String {
    let time = chrono::DateTime::from_timestamp(seconds, 0);
    time.map(|time| time.format("%Y-%m-%d %H:%M").to_string())
        .unwrap_or_default()
}

fn change_password(page: &PageContext, viewer: &Viewer, asked: &Asked) -> Result<Page, PageError> {
    let form: Passwords = asked.read()?;
    let [old, new, again] = [form.old, form.new, form.again].map(Option::unwrap_or_default);
    let user = viewer.user();
    let kept = page.state.secrets(user)?.and_then(|secrets| secrets.password);
    if !kept.is_some_and(|kept| sign_in::verify(&old, &kept)) {
        page.note(viewer, asked, Act::new(ActKind::SignInRefused).with("at", "password"))?;
        return shown(page, viewer, asked, Some(&say!("serve.me.wrong_password")), None);
    }
    if let Some(wrong) = sign_in::weakness(page, user, &new, &again) {
        return shown(page, viewer, asked, Some(&wrong), None);
    }
    let line = Act::new(ActKind::PasswordSet).by(viewer, asked);
    let hash = sign_in::hash(&new)?;
    page.state
        .set_password(&page.clock, user, &hash, asked.session(), &[line])?;
    shown(page, viewer, asked, None, Some(&say!("serve.me.password_set")))
}

fn end_session(page: &PageContext, viewer: &Viewer, asked: &Asked) -> Result<Page, PageError> {
    let End { session } = asked.read()?;
    let line = Act::new(ActKind::SessionEnded).by(viewer, asked);
    page.state.end_session(&page.clock, viewer.user(), &session, &[line])?;
    Ok(Page::Moved("/me".to_owned()))
}

impl PageContext {
    /// What somebody is, as lists show it.
    pub(super) fn grants(&self, viewer: &Viewer, grants: &[Grant]) -> Vec<Value> {
        let grant = |grant: &Grant| {
            let role = self
                .texts()
                .word(&format!("serve.role.{}", grant.role.word()))
                .to_owned();
            context! {
                role,
                place => self.place_name(viewer, &grant.place),
                role_word => grant.role.word(),
                level => grant.place.level.word(),
                id => &grant.place.id,
            }
        };
        grants.iter().map(grant).collect()
    }
}
