//! `/people`: who is where and who has which right, and the way to look at somebody's pages.

use std::collections::HashMap;

use minijinja::{Value, context};
use serde::Deserialize;

use super::asked::Asked;
use super::page::{Page, PageContext, PageError, Route};
use super::personnel::Person;
use super::rights::Right;
use super::state::{Account, Act, ActKind};
use super::viewer::{Place, Viewer};
use crate::report::model::Level;

pub const ROUTES: &[Route] = &[
    Route::get("/people", Right::People, people),
    Route::post("/view-as", Right::ViewAs, view_as),
];

/// Rows of one page.
const ROWS: usize = 200;

#[derive(Deserialize)]
struct Wanted {
    page: Option<usize>,
    /// A part of a name or id.
    find: Option<String>,
}

#[derive(Deserialize)]
struct Whom {
    user: String,
}

fn people(page: &PageContext, viewer: &Viewer, asked: &Asked) -> Result<Page, PageError> {
    let wanted: Wanted = asked.read()?;
    let find = wanted.find.unwrap_or_default();
    let accounts = page.state.accounts()?;
    let by_person: HashMap<&str, &Account> = accounts
        .iter()
        .filter_map(|account| Some((account.identity.person.as_deref()?, account)))
        .collect();
    let found: Vec<&Person> = viewer
        .personnel()
        .people()
        .into_iter()
        .filter(|person| viewer.may(Right::People, &own_place(person)))
        .filter(|person| find.is_empty() || person.name.contains(&find) || person.id.contains(&find))
        .collect();
    let number = wanted.page.unwrap_or(1).max(1);
    let rows: Vec<Value> = found
        .iter()
        .skip((number - 1).saturating_mul(ROWS))
        .take(ROWS)
        .map(|person| {
            let account = by_person.get(person.id.as_str()).copied();
            let can_be_looked_as = account.is_some_and(|account| may_look_as(viewer, account));
            row(page, viewer, person, account, can_be_looked_as)
        })
        .collect();
    let given: Vec<Value> = accounts
        .iter()
        .flat_map(|account| account.identity.grants.iter().map(move |grant| (account, grant)))
        .filter(|(_, grant)| viewer.may(Right::People, &grant.place))
        .map(|(account, grant)| {
            let grants = page.grants(viewer, std::slice::from_ref(grant));
            context! { user => &account.identity.user, name => &account.identity.name, grant => grants.first() }
        })
        .collect();
    let texts = page.texts();
    let values = context! {
        rows,
        given,
        find,
        count => found.len(),
        page => number,
        pages => found.len().div_ceil(ROWS).max(1),
    };
    Ok(Page::html("people.html.j2", texts.word("serve.menu.people"), values))
}

fn own_place(person: &Person) -> Place {
    Place::new(Level::Specialist, person.id.clone())
}

fn row(
    page: &PageContext,
    viewer: &Viewer,
    person: &Person,
    account: Option<&Account>,
    can_be_looked_as: bool,
) -> Value {
    let team = |id: &String| page.place_name(viewer, &Place::new(Level::Team, id.clone()));
    let leads: Vec<String> = person.leads.iter().map(team).collect();
    context! {
        id => &person.id,
        name => &person.name,
        team => person.team.as_ref().map(team),
        leads => leads.join(page.texts().word("list")),
        has_left => person.has_left,
        user => account.map(|account| account.identity.user.as_str()),
        can_be_looked_as,
    }
}

/// Pages may be looked at of those all of whose rights lie below the viewer's own.
fn may_look_as(viewer: &Viewer, account: &Account) -> bool {
    if account.is_disabled || account.identity.user == viewer.user() {
        return false;
    }
    let of_person = account.identity.person.as_deref();
    let by_position = of_person.map(|id| viewer.personnel().grants_of(id)).unwrap_or_default();
    let mut grants = account.identity.grants.iter().chain(&by_position).peekable();
    grants.peek().is_some() && grants.all(|grant| viewer.may(Right::ViewAs, &grant.place))
}

fn view_as(page: &PageContext, viewer: &Viewer, asked: &Asked) -> Result<Page, PageError> {
    let Whom { user } = asked.read()?;
    let account = page.state.account(&user)?.ok_or(PageError::NotFound)?;
    if !may_look_as(viewer, &account) {
        return Err(PageError::NotFound);
    }
    let line = Act::new(ActKind::ViewAs).about(&user).by(viewer, asked);
    page.state
        .view_as(&page.clock, asked.session(), Some(&account.identity.user), &[line])?;
    Ok(Page::Moved("/".to_owned()))
}
