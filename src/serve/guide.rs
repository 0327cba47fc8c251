//! `/help`: what the pages are, and what this viewer may see.

use minijinja::{Value, context};
use serde::Deserialize;

use super::asked::Asked;
use super::page::{Page, PageContext, PageError, Route};
use super::rights::Right;
use super::viewer::{Place, Viewer};
use crate::report::model::Level;

pub const ROUTES: &[Route] = &[Route::get("/help", Right::Account, guide)];

#[derive(Deserialize)]
struct Nothing {}

fn guide(page: &PageContext, viewer: &Viewer, asked: &Asked) -> Result<Page, PageError> {
    let Nothing {} = asked.read()?;
    let texts = page.texts();
    let grants: Vec<Value> = viewer
        .grants()
        .iter()
        .map(|grant| {
            let role = texts.word(&format!("serve.role.{}", grant.role.word())).to_owned();
            context! { role, place => page.place_name(viewer, &grant.place) }
        })
        .collect();
    let title = texts.word("serve.menu.help");
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
