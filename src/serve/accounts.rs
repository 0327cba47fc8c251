//! `/admin/users`: accounts, what they are granted, and their sessions.

use minijinja::{Value, context};
use serde::Deserialize;

use super::account::{session, stamp};
use super::asked::Asked;
use super::error::ServeError;
use super::new_user::{is_user_name, level_of, one_time, place_of_role};
use super::page::{Page, PageContext, PageError, Route, wrong_field};
use super::rights::Right;
use super::state::{Account, Act, ActKind, NewUser};
use super::viewer::{Grant, Identity, Place, Role, Viewer};
use crate::message::{Say as _, say};
use crate::report::model::Level;
use crate::word::Word as _;

pub const ROUTES: &[Route] = &[
    Route::get("/admin/users", Right::Users, list),
    Route::post("/admin/users", Right::ManageUsers, make),
    Route::get("/admin/users/{user}", Right::Users, one),
    Route::post("/admin/users/{user}", Right::ManageUsers, change),
    Route::post("/admin/sessions/end", Right::ManageUsers, end_all),
];

#[derive(Deserialize)]
struct Nothing {}

#[derive(Deserialize)]
struct Whom {
    user: String,
}

#[derive(Deserialize)]
struct New {
    user: Option<String>,
    name: Option<String>,
    person: Option<String>,
    role: Option<String>,
    place: Option<String>,
}

#[derive(Deserialize)]
struct Change {
    user: String,
    action: Action,
    role: Option<String>,
    level: Option<String>,
    place: Option<String>,
    with_factor: Option<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Action {
    Disable,
    Enable,
    Reset,
    Give,
    Take,
    End,
}

fn list(page: &PageContext, viewer: &Viewer, asked: &Asked) -> Result<Page, PageError> {
    let Nothing {} = asked.read()?;
    let accounts = page.state.accounts()?;
    let rows: Vec<Value> = accounts.iter().map(|account| row(page, viewer, account)).collect();
    let texts = page.texts();
    let values = context! {
        rows,
        roles => roles(page),
        can_change => viewer.has(Right::ManageUsers),
        sessions => page.state.sessions(None)?.len(),
    };
    Ok(Page::html("users.html.j2", texts.word("serve.menu.users"), values))
}

fn roles(page: &PageContext) -> Vec<Value> {
    let of = |(word, _): &(&'static str, Role)| {
        let text = page.texts().word(&format!("serve.role.{word}")).to_owned();
        context! { word => *word, text }
    };
    Role::WORDS.iter().map(of).collect()
}

fn row(page: &PageContext, viewer: &Viewer, account: &Account) -> Value {
    let identity = &account.identity;
    let state = if account.is_disabled {
        "disabled"
    } else if account.has_password {
        "active"
    } else if account
        .one_time_until
        .is_some_and(|until| until >= page.clock.seconds())
    {
        "invited"
    } else {
        "locked"
    };
    let by_position = identity.person.as_deref().map(|id| viewer.personnel().grants_of(id));
    context! {
        user => &identity.user,
        name => &identity.name,
        person => &identity.person,
        state,
        state_text => page.texts().word(&format!("serve.account_state.{state}")).to_owned(),
        given => page.grants(viewer, &identity.grants),
        by_position => page.grants(viewer, &by_position.unwrap_or_default()),
        has_factor => account.has_factor,
        password_set => account.password_set.map(stamp),
    }
}

/// Makes an account and shows its secret, once.
fn make(page: &PageContext, viewer: &Viewer, asked: &Asked) -> Result<Page, PageError> {
    let form: New = asked.read()?;
    let user = form.user.unwrap_or_default().trim().to_owned();
    if !is_user_name(&user) {
        return Err(PageError::Wrong(ServeError::UserName { user }.message()));
    }
    let grants = match &form.role {
        None => Vec::new(),
        Some(role) => vec![grant(page, viewer, role, None, form.place.as_deref())?],
    };
    if grants.is_empty() && form.person.is_none() {
        return Err(PageError::Wrong(ServeError::NothingGranted.message()));
    }
    let unknown = form.person.iter().find(|id| viewer.personnel().person(id).is_none());
    if unknown.is_some() {
        return Err(wrong_field("person"));
    }
    let (secret, one_time, one_time_until) = one_time(&page.clock)?;
    let new = NewUser {
        identity: Identity {
            name: form.name.unwrap_or_else(|| user.clone()),
            user: user.clone(),
            person: form.person,
            grants,
        },
        one_time,
        one_time_until,
    };
    let mut act = Act::new(ActKind::UserMade).about(&user);
    if let Some(grant) = new.identity.grants.first() {
        act = act.with("role", grant.role.word()).with("place", &grant.place.id);
    }
    match page.state.add_user(&page.clock, &new, &[act.by(viewer, asked)]) {
        Err(error @ ServeError::UserExists { .. }) => Err(PageError::Refused(error.message())),
        Err(error) => Err(error.into()),
        Ok(()) => Ok(shown_once(page, &user, &secret)),
    }
}

fn shown_once(page: &PageContext, user: &str, secret: &str) -> Page {
    let title = page.texts().word("serve.users.secret_title");
    Page::html("secret.html.j2", title, context! { user, secret })
}

/// A role at a place: of a level that is said, or that the role has.
fn grant(
    page: &PageContext,
    viewer: &Viewer,
    role: &str,
    level: Option<&str>,
    place: Option<&str>,
) -> Result<Grant, PageError> {
    let role = Role::of_word(role).ok_or_else(|| wrong_field("role"))?;
    let level = match level {
        None => None,
        Some(word) => Some(Level::of_word(word).ok_or_else(|| wrong_field("level"))?),
    };
    let said = place.filter(|place| !place.is_empty());
    let said = said.map(|id| Place::new(level.unwrap_or_else(|| level_of(role)), id));
    let place = place_of_role(role, said).map_err(|error| PageError::Wrong(error.message()))?;
    if !viewer.personnel().knows(&place) {
        let id = place.id;
        let company = page.place_name(viewer, &Place::company());
        return Err(PageError::Wrong(say!("serve.users.no_place", id, company)));
    }
    Ok(Grant { role, place })
}

fn one(page: &PageContext, viewer: &Viewer, asked: &Asked) -> Result<Page, PageError> {
    let Whom { user } = asked.read()?;
    let account = page.state.account(&user)?.ok_or(PageError::NotFound)?;
    let sessions = page.state.sessions(Some(&user))?;
    let values = context! {
        account => row(page, viewer, &account),
        sessions => sessions.iter().map(|row| session(row, asked.session())).collect::<Vec<_>>(),
        roles => roles(page),
        can_change => viewer.has(Right::ManageUsers) && account.identity.user != viewer.user(),
    };
    Ok(Page::html("user.html.j2", &account.identity.name, values))
}

fn change(page: &PageContext, viewer: &Viewer, asked: &Asked) -> Result<Page, PageError> {
    let form: Change = asked.read()?;
    let account = page.state.account(&form.user)?.ok_or(PageError::NotFound)?;
    let user = &account.identity.user;
    // Nobody gives themselves a right, or closes the door behind them.
    if user == viewer.user() {
        return Err(PageError::Refused(say!("serve.users.not_yourself")));
    }
    let (state, clock) = (&page.state, &page.clock);
    let line = |kind| [Act::new(kind).about(user).by(viewer, asked)];
    match form.action {
        Action::Disable => state.set_disabled(clock, user, true, &line(ActKind::UserDisabled))?,
        Action::Enable => state.set_disabled(clock, user, false, &line(ActKind::UserEnabled))?,
        Action::End => state.end_sessions(clock, Some(user), &line(ActKind::SessionsEnded))?,
        Action::Reset => {
            let (secret, hash, until) = one_time(clock)?;
            let with_factor = form.with_factor.unwrap_or_default();
            state.reset_user(clock, user, (&hash, until), with_factor, &line(ActKind::UserReset))?;
            return Ok(shown_once(page, user, &secret));
        }
        Action::Give | Action::Take => {
            let is_given = form.action == Action::Give;
            let role = form.role.as_deref().unwrap_or_default();
            let (level, place) = (form.level.as_deref(), form.place.as_deref());
            let grant = if is_given {
                grant(page, viewer, role, level, place)?
            } else {
                taken(&account, role, level, place)?
            };
            let kind = if is_given {
                ActKind::RightGiven
            } else {
                ActKind::RightTaken
            };
            let act = Act::new(kind).about(user).with("role", grant.role.word());
            let lines = [act.with("place", &grant.place.id).by(viewer, asked)];
            state.change_grant(clock, user, &grant, is_given, &lines)?;
        }
    }
    Ok(Page::Moved(asked.path().to_owned()))
}

/// A grant that the account has, even of a place that is no more.
fn taken(account: &Account, role: &str, level: Option<&str>, place: Option<&str>) -> Result<Grant, PageError> {
    let found = account.identity.grants.iter().find(|grant| {
        grant.role.word() == role && Some(grant.place.level.word()) == level && Some(grant.place.id.as_str()) == place
    });
    found.cloned().ok_or_else(|| wrong_field("role"))
}

/// Everybody signs in anew.
fn end_all(page: &PageContext, viewer: &Viewer, asked: &Asked) -> Result<Page, PageError> {
    let Nothing {} = asked.read()?;
    let line = Act::new(ActKind::SessionsEnded).by(viewer, asked);
    page.state.end_sessions(&page.clock, None, &[line])?;
    Ok(Page::Moved("/login".to_owned()))
}
