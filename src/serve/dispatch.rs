//! From a request to an answer, on a thread that may wait.

use std::sync::Arc;

use super::answer::Answer;
use super::app::App;
use super::asked::Asked;
use super::page::{Method, Page, PageError, Route};
use super::sign_in::{Browser, Door, asked_to};
use super::state::{Account, Act, ActKind, Session, Stage};
use super::viewer::Viewer;
use crate::message::say;
use crate::visible::visible;

/// A request as it came in.
#[derive(Clone, Debug, Default)]
pub struct Incoming {
    /// The path, decoded by nobody.
    pub path: String,
    /// With its query.
    pub address: String,
    /// The fields of path, query and form; `None` if they cannot be read.
    pub fields: Option<Vec<(String, String)>>,
    /// Where it came from.
    pub origin: String,
    /// What the browser calls itself.
    pub agent: String,
    /// The tokens of the cookies.
    pub session: Option<String>,
    pub device: Option<String>,
}

/// What is found by path and method.
#[derive(Clone, Copy)]
pub enum Target {
    Page(Route),
    Door(Door),
}

/// Who a session is of, at this moment.
pub struct Present {
    pub session: Session,
    pub account: Account,
}

impl App {
    /// The answer to a request. What goes wrong is told by a number, and stands in the log under it.
    pub fn answer(&self, target: Target, incoming: &Incoming) -> Answer {
        let answered = match target {
            Target::Page(route) => self.page(route, incoming),
            Target::Door(door) => self.door(door, incoming),
        };
        answered.unwrap_or_else(|error| self.told(&error))
    }

    fn door(&self, door: Door, incoming: &Incoming) -> Result<Answer, PageError> {
        let present = self.present(incoming)?;
        let asked = asked(incoming, present.as_ref())?;
        let browser = Browser {
            session: present.map(|present| present.session),
            agent: &incoming.agent,
            device: incoming.device.as_deref(),
        };
        (door.open)(self, &asked, &browser)
    }

    fn page(&self, route: Route, incoming: &Incoming) -> Result<Answer, PageError> {
        let present = self.present(incoming)?;
        let Some(present) = present.filter(|present| present.session.stage == Stage::Full) else {
            let next = match route.method {
                Method::Get => incoming.address.as_str(),
                Method::Post => "/",
            };
            return asked_to(self, next);
        };
        let asked = asked(incoming, Some(&present))?;
        let viewer = self.viewer(&present)?;
        if !viewer.has(route.right) {
            return self.refused(&viewer, &asked);
        }
        if viewer.looks_as().is_some() && route.method == Method::Post {
            return Err(PageError::Refused(say!("serve.error.only_looking")));
        }
        match (route.page)(&self.context, &viewer, &asked) {
            Ok(page) => self.shown(page, &viewer, &asked),
            Err(PageError::NotFound) => self.refused(&viewer, &asked),
            Err(error) => Err(error),
        }
    }

    /// Nothing is there for this viewer: written down, because somebody may be looking for holes.
    fn refused(&self, viewer: &Viewer, asked: &Asked) -> Result<Answer, PageError> {
        let path: String = visible(asked.path()).chars().take(200).collect();
        self.context
            .note(viewer, asked, Act::new(ActKind::Refused).about(path))?;
        Ok(self.not_found())
    }

    fn shown(&self, page: Page, viewer: &Viewer, asked: &Asked) -> Result<Answer, PageError> {
        Ok(match page {
            Page::Html {
                template,
                title,
                values,
            } => {
                let page = self.context.render(template, &title, viewer, asked.path(), values)?;
                Answer::html(200, page)
            }
            Page::File(download) => Answer::file(download),
            Page::Moved(path) => Answer::moved(&path),
        })
    }

    /// Whose session it is. The sessions of somebody who has left end here.
    fn present(&self, incoming: &Incoming) -> Result<Option<Present>, PageError> {
        let (state, clock) = (&self.context.state, &self.context.clock);
        let Some(token) = &incoming.session else {
            return Ok(None);
        };
        let Some(session) = state.session(clock, token, self.limits)? else {
            return Ok(None);
        };
        let Some(account) = state.account(&session.user)? else {
            return Ok(None);
        };
        if self.has_left(&account)? {
            let act = Act::new(ActKind::SessionsEnded).with("reason", "left");
            let line = act.about(&session.user).of(None, &incoming.origin);
            state.end_sessions(clock, Some(&session.user), &[line])?;
            return Ok(None);
        }
        Ok(Some(Present { session, account }))
    }

    fn viewer(&self, present: &Present) -> Result<Viewer, PageError> {
        let personnel = self.context.personnel()?;
        let viewer = Viewer::new(present.account.identity.clone(), Arc::clone(&personnel));
        let Some(other) = &present.session.viewing_as else {
            return Ok(viewer);
        };
        Ok(match self.context.state.account(other)? {
            Some(other) => viewer.viewing_as(other.identity),
            None => viewer,
        })
    }
}

fn asked(incoming: &Incoming, present: Option<&Present>) -> Result<Asked, PageError> {
    let session = present.map_or("", |present| &present.session.token);
    let fields = incoming.fields.clone();
    let fields = fields.ok_or_else(|| PageError::Wrong(say!("serve.error.fields")))?;
    Asked::new(&incoming.path, &incoming.origin, session, fields)
}
