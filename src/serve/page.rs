//! What a page is given and what it returns.
//!
//! A page is a function of what is known ([`PageContext`]), who looks ([`Viewer`]) and what was asked ([`Asked`]). It knows nothing
//! of HTTP, runs on a thread of its own, and is registered by a [`Route`] in a list of its room that `routes.rs` names.

use minijinja::{Value, context};

use super::asked::Asked;
use super::clock::Clock;
use super::error::ServeError;
use super::published::{LookError, Published};
use super::rights::Right;
use super::routes;
use super::state::{Act, State};
use super::viewer::Viewer;
use crate::diagnostic::{Diagnose, Error, Result as Outcome};
use crate::message::{Message, say};
use crate::report::html::Site;
use crate::texts::Texts;
use crate::workspace::Workspace;

/// What every page may use.
pub struct PageContext {
    pub workspace: Workspace,
    /// Templates, texts and the formats of numbers.
    pub site: Site,
    /// Accounts, sessions and the audit log.
    pub state: State,
    /// What was published last.
    pub published: Published,
    pub clock: Clock,
}

/// How a page is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Looks and changes nothing.
    Get,
    /// Changes something.
    Post,
}

/// The function of a page.
pub type PageFn = fn(&PageContext, &Viewer, &Asked) -> Result<Page, PageError>;

/// A page, where it is found and the right without which there is none.
#[derive(Clone, Copy)]
pub struct Route {
    pub method: Method,
    /// Such as `/board/{level}/{key}`; what stands in braces is a field of [`Asked`].
    pub path: &'static str,
    pub right: Right,
    pub page: PageFn,
}

impl Route {
    pub const fn get(path: &'static str, right: Right, page: PageFn) -> Self {
        let method = Method::Get;
        Self {
            method,
            path,
            right,
            page,
        }
    }

    pub const fn post(path: &'static str, right: Right, page: PageFn) -> Self {
        let method = Method::Post;
        Self {
            method,
            path,
            right,
            page,
        }
    }
}

/// What is answered.
#[derive(Debug)]
pub enum Page {
    /// A template below `report-templates/serve/`, which is given these values, `t` and `frame`.
    Html {
        template: &'static str,
        title: String,
        values: Value,
    },
    File(Download),
    /// Go on at this path of ours.
    Moved(String),
}

/// A file to be kept.
#[derive(Debug)]
pub struct Download {
    /// With its ending; any letters.
    pub name: String,
    pub kind: FileKind,
    pub bytes: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    Csv,
    Xlsx,
    /// A report, which opens in the browser.
    Html,
}

/// Why there is no page.
#[derive(Debug)]
pub enum PageError {
    /// It is not there, or not for this viewer: nobody is told which.
    NotFound,
    /// What was asked makes no sense: said on a page with what is wrong.
    Wrong(Message),
    /// It makes sense and cannot be done now, such as an approval by who calculated.
    Refused(Message),
    /// Too many ask at once.
    Busy,
    /// A mistake of ours: told by a number, and in the log.
    Failed(Error),
}

impl<E: Diagnose> From<E> for PageError {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl From<LookError> for PageError {
    fn from(error: LookError) -> Self {
        match error {
            LookError::Busy => Self::Busy,
            LookError::Failed(error) => Self::Failed(error),
        }
    }
}

impl From<Error> for PageError {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl Page {
    pub fn html(template: &'static str, title: &str, values: Value) -> Self {
        Self::Html {
            template,
            title: title.to_owned(),
            values,
        }
    }
}

impl PageContext {
    pub fn texts(&self) -> &Texts {
        self.site.format().texts()
    }

    /// Writes down what a viewer does, before it is done: without its line there is no act.
    pub fn note(&self, viewer: &Viewer, asked: &Asked, act: Act) -> Result<(), PageError> {
        let lines = [act.by(viewer, asked)];
        self.state.write_down(&self.clock, &lines).map_err(PageError::from)
    }

    /// The whole page.
    pub fn render(&self, template: &str, title: &str, viewer: &Viewer, here: &str, values: Value) -> Outcome<String> {
        let texts = self.texts();
        let menu: Vec<Value> = routes::MENU
            .iter()
            .filter(|entry| viewer.has(entry.right))
            .map(|entry| {
                let is_here = here == entry.path || here.starts_with(&format!("{}/", entry.path));
                context! { href => entry.path, text => texts.word(entry.text), is_here }
            })
            .collect();
        let looks_as = viewer.looks_as().map(|(_, name)| name);
        let frame = context! {
            title,
            company => self.workspace.settings.company_name(texts),
            name => viewer.name(),
            looks_as,
            menu,
        };
        self.site.render(template, context! { frame, ..values })
    }

    /// A page for whoever has no session.
    pub fn render_outside(&self, template: &str, title: &str, values: Value) -> Outcome<String> {
        let company = self.workspace.settings.company_name(self.texts());
        let menu: [Value; 0] = [];
        let frame = context! { title, company, name => (), looks_as => (), menu };
        self.site.render(template, context! { frame, ..values })
    }
}

/// A value of a form or path that makes no sense.
pub fn wrong_field(name: &str) -> PageError {
    PageError::Wrong(say!("serve.error.field", name = name.to_owned()))
}

/// What was not to happen.
pub fn failed(error: ServeError) -> PageError {
    PageError::Failed(error.into())
}
