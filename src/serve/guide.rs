//! `/` and `/help`: where to begin, what the pages are, and what this viewer may see.

use minijinja::context;
use serde::Deserialize;

use super::asked::Asked;
use super::menu::MENU;
use super::page::{Page, PageContext, PageError, Route};
use super::rights::Right;
use super::viewer::{Place, Viewer};
use crate::report::model::Level;

pub const ROUTES: &[Route] = &[
    Route::get("/", Right::Account, home),
    Route::get("/help", Right::Account, guide),
];

#[derive(Deserialize)]
struct Nothing {}

/// To the first page of the menu.
fn home(_page: &PageContext, viewer: &Viewer, asked: &Asked) -> Result<Page, PageError> {
    let Nothing {} = asked.read()?;
    let first = MENU.iter().find(|entry| viewer.has(entry.right));
    Ok(Page::Moved(first.map_or("/help", |entry| entry.path).to_owned()))
}

fn guide(page: &PageContext, viewer: &Viewer, asked: &Asked) -> Result<Page, PageError> {
    let Nothing {} = asked.read()?;
    let grants = page.grants(viewer, viewer.grants());
    let title = page.texts().word("serve.menu.help");
    Ok(Page::html("help.html.j2", title, context! { grants }))
}

impl PageContext {
    /// What people call a place; its id where it has no name.
    pub fn place_name(&self, viewer: &Viewer, place: &Place) -> String {
        let texts = self.texts();
        match place.level {
            Level::Company => self.workspace.settings.company_name(texts).to_owned(),
            _ => viewer.personnel().name(place).unwrap_or(&place.id).to_owned(),
        }
    }
}
