//! What a page is given and what it returns.
//!
//! A page is a function of what is known ([`PageContext`]), who looks ([`Viewer`]) and what was asked ([`Asked`]). It knows nothing
//! of HTTP, runs on a thread of its own, and is registered by a [`Route`] in a list of its room that `routes.rs` names.

use std::sync::Arc;

use minijinja::{Value, context};

use super::asked::Asked;
use super::clock::Clock;
use super::menu::MENU;
use super::personnel::Personnel;
use super::published::{Publication, Published};
use super::rights::Right;
use super::state::{Act, State};
use super::viewer::Viewer;
use crate::diagnostic::Result as Outcome;
use crate::message::say;
use crate::period::Period;
use crate::report::html::Site;
use crate::texts::Texts;
use crate::workspace::Workspace;

pub use super::page_error::{PageError, wrong_field};

/// What every page may use.
pub struct PageContext {
    pub workspace: Workspace,
    /// Templates, texts and the formats of numbers.
    pub site: Site,
    /// Accounts, sessions and the audit log.
    pub state: State,
    /// What is published, if anything is.
    pub published: Option<Arc<Published>>,
    pub clock: Clock,
    /// Who is under whom, by what was published last.
    pub personnel: PersonnelNow,
}

impl PageContext {
    /// What was published last.
    pub fn published(&self) -> Result<Arc<Publication>, PageError> {
        Ok(self.source()?.now())
    }

    /// Where what is published is taken up.
    pub fn source(&self) -> Result<&Published, PageError> {
        let published = self.published.as_deref();
        published.ok_or_else(|| PageError::Refused(say!("serve.error.nothing_published")))
    }
}

/// The personnel of this moment.
pub type PersonnelNow = Box<dyn Fn() -> Outcome<Arc<Personnel>> + Send + Sync>;

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

    /// A period as the reports call it.
    pub fn period_name(&self, period: &str) -> Result<String, PageError> {
        Ok(match period.parse::<Period>() {
            Ok(period) => self.site.format().period(period)?,
            Err(_) => period.to_owned(),
        })
    }

    /// Who is under whom at this moment.
    pub fn personnel(&self) -> Result<Arc<Personnel>, PageError> {
        (self.personnel)().map_err(PageError::from)
    }

    /// Writes down what a viewer does, before it is done: without its line there is no act.
    pub fn note(&self, viewer: &Viewer, asked: &Asked, act: Act) -> Result<(), PageError> {
        let lines = [act.by(viewer, asked)];
        self.state.write_down(&self.clock, &lines).map_err(PageError::from)
    }

    /// The whole page.
    pub fn render(&self, template: &str, title: &str, viewer: &Viewer, here: &str, values: Value) -> Outcome<String> {
        let texts = self.texts();
        let leads_here = |path: &str| here == path || here.starts_with(&format!("{path}/"));
        let own = || MENU.iter().filter(|entry| viewer.has(entry.right));
        let nearest = own().map(|entry| entry.path).filter(|path| leads_here(path));
        let nearest = nearest.max_by_key(|path| path.len());
        let menu: Vec<Value> = own()
            .map(|entry| {
                let is_here = nearest == Some(entry.path);
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
