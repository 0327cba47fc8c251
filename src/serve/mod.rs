//! `duebook serve`: pages in the browser for whom they are meant.
//!
//! A request becomes a [`viewer::Viewer`] and fields ([`asked::Asked`]); the list of routes says which right it takes and which
//! function makes the page. Everything asynchronous is in the room that speaks HTTP; a page is a plain function.

pub mod asked;
pub mod chance;
pub mod clock;
pub mod error;
pub mod grant;
pub mod menu;
pub mod personnel;
pub mod published;
pub mod rights;
pub mod state;
pub mod viewer;

pub mod page;
pub mod page_error;

pub mod answer;
pub mod delay;

pub mod app;
pub mod sign_in;

mod account;
mod accounts;
mod board;
mod guide;
mod lists;
mod log;
pub mod new_user;
mod pay;
mod people;

pub mod routes;

pub mod dispatch;

pub mod http;

use std::net::IpAddr;
use std::sync::Arc;

use app::App;
use clock::Clock;
use delay::Delays;
use page::{PageContext, PersonnelNow};
use published::Published;
use state::{Limits, State};

use crate::diagnostic::Result;
use crate::report::html::Site;
use crate::workspace::Workspace;

/// What serves the pages of a workspace. `proxies` are those whose word about addresses is taken.
pub fn app(
    workspace: Workspace,
    published: Option<Arc<Published>>,
    personnel: PersonnelNow,
    proxies: Vec<IpAddr>,
) -> Result<App> {
    // Templates are read once, for as long as the program runs.
    let library = Box::leak(Box::new(workspace.library.clone()));
    let site = Site::new(library, workspace.settings.locale, &workspace.settings.report.accent)?;
    let sign_in = &workspace.settings.sign_in;
    let limits = Limits {
        idle: 60 * i64::from(sign_in.idle_minutes),
        absolute: 3_600 * i64::from(sign_in.session_hours),
    };
    Ok(App {
        context: PageContext {
            state: State::open_or_make(&workspace)?,
            site,
            published,
            clock: Clock::default(),
            personnel,
            workspace,
        },
        delays: Delays::default(),
        limits,
        proxies,
    })
}
