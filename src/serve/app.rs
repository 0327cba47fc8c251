//! What answers: the pages' context, and what is known about who asks; the answers that are no page.

use std::net::IpAddr;

use minijinja::context;

use super::answer::{Answer, DEVICE_COOKIE, SESSION_COOKIE};
use super::chance;
use super::delay::Delays;
use super::page::{PageContext, PageError};
use super::state::{Account, DEVICE_KNOWN, Limits};
use crate::digest::hex;
use crate::message::say;
use crate::visible::visible;
use crate::workspace::SignInSettings;

/// Everything that answers.
pub struct App {
    pub context: PageContext,
    pub delays: Delays,
    pub limits: Limits,
    /// Proxies whose word about addresses is taken.
    pub proxies: Vec<IpAddr>,
}

impl App {
    pub fn settings(&self) -> &SignInSettings {
        &self.context.workspace.settings.sign_in
    }

    /// True if the person of an account has left by what was published.
    pub fn has_left(&self, account: &Account) -> Result<bool, PageError> {
        let Some(person) = &account.identity.person else {
            return Ok(false);
        };
        let personnel = self.context.personnel()?;
        Ok(personnel.person(person).is_some_and(|person| person.has_left))
    }

    /// The page that is not there, for whomever.
    pub fn not_found(&self) -> Answer {
        self.message(404, "serve.error.not_found", None)
    }

    /// The page of an error.
    pub fn told(&self, error: &PageError) -> Answer {
        match error {
            PageError::NotFound => self.not_found(),
            PageError::Wrong(message) => {
                self.message(400, "serve.error.wrong", Some(&self.context.texts().say(message)))
            }
            PageError::Refused(message) => {
                self.message(409, "serve.error.refused", Some(&self.context.texts().say(message)))
            }
            PageError::Busy => self.busy(),
            PageError::Failed(error) => self.failed(&error.to_string()),
        }
    }

    /// Something went wrong on our side.
    pub fn failed(&self, detail: &str) -> Answer {
        let number = chance::bytes::<4>().map(|bytes| hex(&bytes)).unwrap_or_default();
        tracing::error!(number, "{}", visible(detail).replace('\n', " "));
        let texts = self.context.texts();
        let why = texts.say(&say!("serve.error.number", number));
        self.message(500, "serve.error.failed", Some(&why))
    }

    /// Too many at once.
    pub fn busy(&self) -> Answer {
        self.message(503, "serve.error.busy", None)
            .with("retry-after", "2".to_owned())
    }

    fn message(&self, status: u16, title: &str, detail: Option<&str>) -> Answer {
        let title = self.context.texts().word(title);
        let page = self
            .context
            .render_outside("message.html.j2", title, context! { detail });
        match page {
            Ok(page) => Answer::html(status, page),
            // A template of the workspace that cannot even say that something is wrong.
            Err(_) => Answer::text(status, title),
        }
    }

    /// Ends the session in the browser.
    pub fn signed_out(answer: Answer) -> Answer {
        answer.without_cookie(SESSION_COOKIE)
    }

    /// With the cookie of a session, as long as it may last.
    pub fn with_session(&self, answer: Answer, token: &str) -> Answer {
        answer.with_cookie(SESSION_COOKIE, token, self.limits.absolute)
    }

    pub fn with_device(answer: Answer, token: &str) -> Answer {
        answer.with_cookie(DEVICE_COOKIE, token, DEVICE_KNOWN)
    }
}
