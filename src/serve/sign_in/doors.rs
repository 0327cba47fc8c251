//! The pages before somebody is signed in.

use minijinja::context;
use serde::Deserialize;

use super::door::{Browser, Door};
use super::{factor, password};
use crate::message::{Message, say};
use crate::percent::encoded;
use crate::serve::answer::Answer;
use crate::serve::app::App;
use crate::serve::asked::Asked;
use crate::serve::chance;
use crate::serve::delay::Counted;
use crate::serve::page::{Method, PageContext, PageError};
use crate::serve::state::{Account, Act, ActKind, Factor, Secrets, Session, Stage};
use crate::serve::viewer::Viewer;

const fn get(path: &'static str, open: fn(&App, &Asked, &Browser<'_>) -> Result<Answer, PageError>) -> Door {
    let method = Method::Get;
    Door { method, path, open }
}

const fn post(path: &'static str, open: fn(&App, &Asked, &Browser<'_>) -> Result<Answer, PageError>) -> Door {
    let method = Method::Post;
    Door { method, path, open }
}

/// All of them.
pub const DOORS: &[Door] = &[
    get("/login", login_page),
    post("/login", login),
    get("/login/password", password_page),
    post("/login/password", set_password),
    get("/login/factor", factor_page),
    post("/login/factor", set_factor),
    get("/login/code", code_page),
    post("/login/code", give_code),
    post("/logout", logout),
    post("/view-as/end", end_view_as),
];

/// Where to go on afterwards.
#[derive(Deserialize)]
struct Next {
    next: Option<String>,
}

#[derive(Deserialize)]
struct Login {
    user: Option<String>,
    password: Option<String>,
    next: Option<String>,
}

#[derive(Deserialize)]
struct NewPassword {
    password: Option<String>,
    again: Option<String>,
    next: Option<String>,
}

#[derive(Deserialize)]
struct Code {
    code: Option<String>,
    next: Option<String>,
}

/// The page that asks who it is, in place of one that needs to know.
pub fn asked_to(app: &App, next: &str) -> Result<Answer, PageError> {
    login_form(app, 401, next, None)
}

fn login_form(app: &App, status: u16, next: &str, wrong: Option<&Message>) -> Result<Answer, PageError> {
    form(app, status, "login", context! { next, wrong => said(app, wrong) })
}

fn form(app: &App, status: u16, name: &'static str, values: minijinja::Value) -> Result<Answer, PageError> {
    let texts = app.context.texts();
    let title = texts.word(match name {
        "login" => "serve.login.title",
        "new_password" => "serve.login.password_title",
        "new_factor" => "serve.login.factor_title",
        _ => "serve.login.code_title",
    });
    let page = app.context.render_outside(&format!("{name}.html.j2"), title, values)?;
    Ok(Answer::html(status, page))
}

fn said(app: &App, wrong: Option<&Message>) -> Option<String> {
    wrong.map(|message| app.context.texts().say(message))
}

fn login_page(app: &App, asked: &Asked, browser: &Browser<'_>) -> Result<Answer, PageError> {
    let next = asked.read::<Next>()?.next.unwrap_or_default();
    match browser.session.as_ref().map(|session| session.stage) {
        Some(Stage::Full) => Ok(Answer::moved(if next.is_empty() { "/" } else { &next })),
        _ => login_form(app, 200, &next, None),
    }
}

fn login(app: &App, asked: &Asked, browser: &Browser<'_>) -> Result<Answer, PageError> {
    let form: Login = asked.read()?;
    let (user, secret) = (form.user.unwrap_or_default(), form.password.unwrap_or_default());
    let (user, next) = (user.trim(), form.next.unwrap_or_default());
    let (kept, clock) = (&app.context.state, &app.context.clock);
    let counted = counted(app, user, asked, browser)?;
    if let Some(wait) = app.delays.wait(&counted, clock.seconds()) {
        return delayed(app, &next, wait);
    }
    let secrets = kept.secrets(user)?;
    let right = secrets
        .as_ref()
        .and_then(|secrets| opens(secrets, &secret, clock.seconds()));
    if right.is_none()
        && secrets
            .as_ref()
            .is_none_or(|secrets| secrets.password.is_none() && secrets.one_time.is_none())
    {
        password::verify_nothing(&secret);
    }
    let account = kept.account(user)?;
    let (Some(opened), Some(account)) = (right, account) else {
        return refused(app, asked, &counted, secrets.is_some().then_some(user), &next);
    };
    if app.has_left(&account)? {
        return refused(app, asked, &counted, Some(user), &next);
    }
    if opened == Opened::ByPassword
        && let Some(hash) = secrets.as_ref().and_then(|secrets| secrets.password.as_deref())
        && !password::is_up_to_date(hash)
    {
        kept.rehash(user, &password::hash(&secret)?)?;
    }
    let stage = if opened == Opened::ByOneTime || is_stale(app, &account) {
        Stage::NewPassword
    } else {
        stage_after_password(app, &account)?
    };
    if opened == Opened::ByOneTime {
        kept.use_one_time(user)?;
    }
    go_on(app, asked, browser, &account, stage, &next)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Opened {
    ByPassword,
    ByOneTime,
}

/// Whether a secret opens an account.
fn opens(secrets: &Secrets, secret: &str, now: i64) -> Option<Opened> {
    if let Some(kept) = &secrets.password {
        return password::verify(secret, kept).then_some(Opened::ByPassword);
    }
    let kept = secrets.one_time.as_deref()?;
    // What is read out may be written with or without care.
    let is_right = password::verify(&secret.trim().to_lowercase(), kept);
    let is_in_time = secrets.one_time_until.is_some_and(|until| now <= until);
    (is_right && is_in_time).then_some(Opened::ByOneTime)
}

/// True if the password has to be set anew by the settings.
fn is_stale(app: &App, account: &Account) -> bool {
    let days = app.settings().password_max_age_days;
    let age = account.password_set.map(|set| app.context.clock.seconds() - set);
    days > 0 && age.is_some_and(|age| age > i64::from(days) * 86_400)
}

fn stage_after_password(app: &App, account: &Account) -> Result<Stage, PageError> {
    if account.has_factor {
        return Ok(Stage::Code);
    }
    let viewer = Viewer::new(account.identity.clone(), app.context.personnel()?);
    let demanded = &app.settings().second_factor;
    let is_demanded = viewer
        .grants()
        .iter()
        .any(|grant| demanded.iter().any(|role| role == grant.role.word()));
    Ok(if is_demanded { Stage::NewFactor } else { Stage::Full })
}

/// What attempts on an account are counted by.
fn counted(app: &App, user: &str, asked: &Asked, browser: &Browser<'_>) -> Result<Vec<Counted>, PageError> {
    let name = user.to_lowercase().chars().take(100).collect::<String>();
    if let Some(token) = browser.device
        && app.context.state.knows_device(&app.context.clock, user, token)?
    {
        return Ok(vec![Counted::Device(name, chance::hash(token))]);
    }
    let origin = asked.origin().to_owned();
    Ok(vec![
        Counted::AccountFrom(name.clone(), origin.clone()),
        Counted::Address(origin),
        Counted::Account(name),
    ])
}

fn delayed(app: &App, next: &str, seconds: i64) -> Result<Answer, PageError> {
    let wrong = say!("serve.login.wait", seconds);
    Ok(login_form(app, 429, next, Some(&wrong))?.with("retry-after", seconds.to_string()))
}

/// The same words whatever was wrong. The name somebody typed is not written down unless it is an account's: it may be a password.
fn refused(app: &App, asked: &Asked, counted: &[Counted], user: Option<&str>, next: &str) -> Result<Answer, PageError> {
    let clock = &app.context.clock;
    app.delays.failed(counted, clock.seconds());
    let line = Act::new(ActKind::SignInRefused).of(user, asked.origin());
    app.context.state.write_down(clock, &[line])?;
    login_form(app, 401, next, Some(&say!("serve.login.wrong")))
}

/// To the next stage, or in.
fn go_on(
    app: &App,
    asked: &Asked,
    browser: &Browser<'_>,
    account: &Account,
    stage: Stage,
    next: &str,
) -> Result<Answer, PageError> {
    let (kept, clock) = (&app.context.state, &app.context.clock);
    let user = &account.identity.user;
    let from = (asked.origin(), browser.agent);
    let is_in = stage == Stage::Full;
    let lines = [Act::new(ActKind::SignIn).of(Some(user), asked.origin())];
    let lines = if is_in { &lines[..] } else { &[] };
    let token = kept.begin_session(clock, user, stage, from, browser.session.as_ref(), lines)?;
    let path = match stage {
        Stage::NewPassword => "/login/password",
        Stage::NewFactor => "/login/factor",
        Stage::Code => "/login/code",
        Stage::Full => {
            app.delays.succeeded(&counted(app, user, asked, browser)?);
            let home = if next.is_empty() { "/" } else { next };
            let answer = app.with_session(Answer::moved(home), &token);
            let is_known = match browser.device {
                Some(device) => kept.knows_device(clock, user, device)?,
                None => false,
            };
            return Ok(if is_known {
                answer
            } else {
                App::with_device(answer, &kept.know_device(clock, user)?)
            });
        }
    };
    let path = if next.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?next={}", encoded(next))
    };
    Ok(app.with_session(Answer::moved(&path), &token))
}

/// The session, if it is at this stage; otherwise from the beginning.
fn at<'b>(browser: &'b Browser<'_>, stage: Stage) -> Option<&'b Session> {
    browser.session.as_ref().filter(|session| session.stage == stage)
}

fn account_of(app: &App, session: &Session) -> Result<Account, PageError> {
    app.context.state.account(&session.user)?.ok_or(PageError::NotFound)
}

fn password_page(app: &App, asked: &Asked, browser: &Browser<'_>) -> Result<Answer, PageError> {
    let next = asked.read::<Next>()?.next.unwrap_or_default();
    match at(browser, Stage::NewPassword) {
        None => Ok(Answer::moved("/login")),
        Some(session) => password_form(app, 200, session, &next, None),
    }
}

fn password_form(
    app: &App,
    status: u16,
    session: &Session,
    next: &str,
    wrong: Option<&Message>,
) -> Result<Answer, PageError> {
    let shortest = app.settings().password_min;
    let user = &session.user;
    form(
        app,
        status,
        "new_password",
        context! { user, next, shortest, wrong => said(app, wrong) },
    )
}

/// What is wrong with a new password, if anything.
pub fn weakness(context: &PageContext, user: &str, new: &str, again: &str) -> Option<Message> {
    let shortest = context.workspace.settings.sign_in.password_min;
    if new != again {
        return Some(say!("serve.login.not_again"));
    }
    let shortest = usize::try_from(shortest).unwrap_or(usize::MAX);
    let weakness = password::check(new, user, shortest).err()?;
    Some(match weakness {
        password::Weakness::TooShort => say!("serve.login.too_short", shortest),
        password::Weakness::TooLong => say!("serve.login.too_long"),
        password::Weakness::Common => say!("serve.login.common"),
        password::Weakness::LikeTheName => say!("serve.login.like_the_name"),
    })
}

fn set_password(app: &App, asked: &Asked, browser: &Browser<'_>) -> Result<Answer, PageError> {
    let form: NewPassword = asked.read()?;
    let next = form.next.unwrap_or_default();
    let Some(session) = at(browser, Stage::NewPassword) else {
        return Ok(Answer::moved("/login"));
    };
    let (new, again) = (form.password.unwrap_or_default(), form.again.unwrap_or_default());
    if let Some(wrong) = weakness(&app.context, &session.user, &new, &again) {
        return password_form(app, 400, session, &next, Some(&wrong));
    }
    let user = &session.user;
    let line = Act::new(ActKind::PasswordSet).of(Some(user), asked.origin());
    let hash = password::hash(&new)?;
    let clock = &app.context.clock;
    app.context
        .state
        .set_password(clock, user, &hash, &session.token, &[line])?;
    let account = account_of(app, session)?;
    let stage = stage_after_password(app, &account)?;
    go_on(app, asked, browser, &account, stage, &next)
}

fn factor_page(app: &App, asked: &Asked, browser: &Browser<'_>) -> Result<Answer, PageError> {
    let next = asked.read::<Next>()?.next.unwrap_or_default();
    match at(browser, Stage::NewFactor) {
        None => Ok(Answer::moved("/login")),
        Some(session) => factor_form(app, 200, session, &next, None),
    }
}

fn factor_form(
    app: &App,
    status: u16,
    session: &Session,
    next: &str,
    wrong: Option<&Message>,
) -> Result<Answer, PageError> {
    let secret = proposed(&app.context, session)?;
    let values = context! {
        next,
        secret => in_groups(&secret),
        link => factor::link(&secret, &session.user, "Duebook"),
        wrong => said(app, wrong),
    };
    form(app, status, "new_factor", values)
}

/// The secret that is being set up in a session.
fn proposed(context: &PageContext, session: &Session) -> Result<String, PageError> {
    if let Some(secret) = &session.factor {
        return Ok(secret.clone());
    }
    let secret = factor::new_secret()?;
    context.state.propose_factor(session, &secret)?;
    Ok(secret)
}

/// As people copy it.
fn in_groups(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

fn set_factor(app: &App, asked: &Asked, browser: &Browser<'_>) -> Result<Answer, PageError> {
    let form: Code = asked.read()?;
    let next = form.next.unwrap_or_default();
    let Some(session) = at(browser, Stage::NewFactor) else {
        return Ok(Answer::moved("/login"));
    };
    let (state, clock) = (&app.context.state, &app.context.clock);
    let code = form.code.unwrap_or_default();
    let secret = session.factor.clone().unwrap_or_default();
    let Some(step) = factor::step_of(&secret, &code, clock.seconds()) else {
        return factor_form(app, 400, session, &next, Some(&say!("serve.login.wrong_code")));
    };
    let line = Act::new(ActKind::FactorSet).of(Some(&session.user), asked.origin());
    state.set_factor(clock, &session.user, &Factor { secret, step }, &[line])?;
    let account = account_of(app, session)?;
    go_on(app, asked, browser, &account, Stage::Full, &next)
}

fn code_page(app: &App, asked: &Asked, browser: &Browser<'_>) -> Result<Answer, PageError> {
    let next = asked.read::<Next>()?.next.unwrap_or_default();
    match at(browser, Stage::Code) {
        None => Ok(Answer::moved("/login")),
        Some(_) => code_form(app, 200, &next, None),
    }
}

fn code_form(app: &App, status: u16, next: &str, wrong: Option<&Message>) -> Result<Answer, PageError> {
    form(app, status, "code", context! { next, wrong => said(app, wrong) })
}

fn give_code(app: &App, asked: &Asked, browser: &Browser<'_>) -> Result<Answer, PageError> {
    let form: Code = asked.read()?;
    let next = form.next.unwrap_or_default();
    let Some(session) = at(browser, Stage::Code) else {
        return Ok(Answer::moved("/login"));
    };
    let (state, clock) = (&app.context.state, &app.context.clock);
    let counted = counted(app, &session.user, asked, browser)?;
    if let Some(seconds) = app.delays.wait(&counted, clock.seconds()) {
        let wrong = say!("serve.login.wait", seconds);
        return Ok(code_form(app, 429, &next, Some(&wrong))?.with("retry-after", seconds.to_string()));
    }
    let factor = state.secrets(&session.user)?.and_then(|secrets| secrets.factor);
    let code = form.code.unwrap_or_default();
    let step = factor.and_then(|factor| factor::step_of(&factor.secret, &code, clock.seconds()));
    let is_taken = match step {
        Some(step) => state.take_step(&session.user, step)?,
        None => false,
    };
    if !is_taken {
        app.delays.failed(&counted, clock.seconds());
        let line = Act::new(ActKind::SignInRefused).with("at", "code");
        state.write_down(clock, &[line.of(Some(&session.user), asked.origin())])?;
        return code_form(app, 401, &next, Some(&say!("serve.login.wrong_code")));
    }
    let account = account_of(app, session)?;
    go_on(app, asked, browser, &account, Stage::Full, &next)
}

fn logout(app: &App, asked: &Asked, browser: &Browser<'_>) -> Result<Answer, PageError> {
    if let Some(session) = &browser.session {
        let line = Act::new(ActKind::SignOut).of(Some(&session.user), asked.origin());
        let (state, clock) = (&app.context.state, &app.context.clock);
        state.end_session(clock, &session.user, &session.token, &[line])?;
    }
    Ok(App::signed_out(Answer::moved("/login")))
}

fn end_view_as(app: &App, asked: &Asked, browser: &Browser<'_>) -> Result<Answer, PageError> {
    let looking = browser.session.as_ref();
    if let Some((session, other)) = looking.and_then(|session| Some((session, session.viewing_as.clone()?))) {
        let act = Act::new(ActKind::ViewAsEnded).about(other);
        let line = act.of(Some(&session.user), asked.origin());
        let (state, clock) = (&app.context.state, &app.context.clock);
        state.view_as(clock, &session.token, None, &[line])?;
    }
    Ok(Answer::moved("/"))
}
