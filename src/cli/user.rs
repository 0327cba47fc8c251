//! `user`: who may sign in to `serve`. The first administrator is made here: there is no way to do it over the network.

use clap::{Subcommand, ValueEnum};

use super::scope;
#[cfg(not(feature = "serve"))]
use super::{Context, Outcome};
#[cfg(not(feature = "serve"))]
use crate::diagnostic::Result;

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Add(Add),
    List,
    Reset(Reset),
    Disable(Whom),
    Enable(Whom),
    Grant(Grant),
    Revoke(Grant),
    SignOut(SignOut),
}

#[derive(clap::Args)]
struct Add {
    user: String,
    #[arg(long)]
    name: Option<String>,
    #[arg(long, value_name = "ID")]
    person: Option<String>,
    #[arg(long, value_enum)]
    role: Option<Role>,
    #[command(flatten)]
    scope: scope::Args,
}

#[derive(clap::Args)]
struct Reset {
    user: String,
    #[arg(long)]
    second_factor: bool,
}

#[derive(clap::Args)]
struct Whom {
    user: String,
}

#[derive(clap::Args)]
struct Grant {
    user: String,
    #[arg(long, value_enum)]
    role: Role,
    #[command(flatten)]
    scope: scope::Args,
}

#[derive(clap::Args)]
#[group(id = "whose", required = true, multiple = false)]
struct SignOut {
    #[arg(group = "whose")]
    user: Option<String>,
    #[arg(long, group = "whose")]
    all: bool,
}

/// The roles, by the words of `serve::viewer::Role`.
#[derive(Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
enum Role {
    CompanyManager,
    BranchManager,
    TeamLead,
    Specialist,
    Hr,
    Compliance,
    Administrator,
}

#[cfg(not(feature = "serve"))]
pub(super) fn run(args: &Args, _context: &Context) -> Result<Outcome> {
    let _ = &args.command;
    Err(super::serve::NotBuilt::Serve.into())
}

#[cfg(feature = "serve")]
pub(super) use with_serve::run;

#[cfg(feature = "serve")]
mod with_serve {
    use super::{Add, Args, Command, Grant, Reset, Role, SignOut, scope};
    use crate::cli::output::{outln, print, table};
    use crate::cli::{Context, Outcome};
    use crate::diagnostic::Result;
    use crate::message::say;
    use crate::report::model::Level;
    use crate::serve::clock::Clock;
    use crate::serve::error::ServeError;
    use crate::serve::new_user::{is_user_name, one_time, place_of_role};
    use crate::serve::state::{Act, ActKind, COMMAND_LINE, Line, NewUser, State};
    use crate::serve::viewer::{Grant as Granted, Identity, Place, Role as OfViewer};
    use crate::texts::Texts;
    use crate::workspace::Workspace;

    struct Desk<'c> {
        context: &'c Context,
        workspace: Workspace,
        state: State,
        clock: Clock,
        texts: Texts,
    }

    pub(in crate::cli) fn run(args: &Args, context: &Context) -> Result<Outcome> {
        let workspace = context.workspace()?;
        let desk = Desk {
            texts: Context::texts_of(&workspace)?,
            state: context.patiently(|| Ok(State::open_or_make(&workspace)?))?,
            clock: Clock::default(),
            workspace,
            context,
        };
        match &args.command {
            Command::Add(args) => desk.add(args),
            Command::List => desk.list(),
            Command::Reset(args) => desk.reset(args),
            Command::Disable(whom) => desk.set_disabled(&whom.user, true),
            Command::Enable(whom) => desk.set_disabled(&whom.user, false),
            Command::Grant(args) => desk.grant(args, true),
            Command::Revoke(args) => desk.grant(args, false),
            Command::SignOut(args) => desk.sign_out(args),
        }
    }

    impl Role {
        fn of_viewer(self) -> OfViewer {
            match self {
                Self::CompanyManager => OfViewer::CompanyManager,
                Self::BranchManager => OfViewer::BranchManager,
                Self::TeamLead => OfViewer::TeamLead,
                Self::Specialist => OfViewer::Specialist,
                Self::Hr => OfViewer::Hr,
                Self::Compliance => OfViewer::Compliance,
                Self::Administrator => OfViewer::Administrator,
            }
        }
    }

    fn line(kind: ActKind, user: &str) -> [Line; 1] {
        [Act::new(kind).about(user).of(None, COMMAND_LINE)]
    }

    impl Desk<'_> {
        /// The role at the place the options say.
        fn granted(&self, role: Role, said: &scope::Args) -> Result<Granted> {
            let role = role.of_viewer();
            let place = if said.is_said() {
                let scope = said.find(&self.context.store(&self.workspace)?)?;
                Some(Place::new(scope.level, scope.id))
            } else {
                None
            };
            let place = place_of_role(role, place)?;
            Ok(Granted { role, place })
        }

        fn exists(&self, user: &str) -> Result<()> {
            match self.state.account(user)? {
                Some(_) => Ok(()),
                None => Err(ServeError::NoSuchUser { user: user.to_owned() }.into()),
            }
        }

        fn add(&self, args: &Add) -> Result<Outcome> {
            let user = args.user.clone();
            if !is_user_name(&user) {
                return Err(ServeError::UserName { user }.into());
            }
            let person = match &args.person {
                None => None,
                Some(said) => {
                    let store = self.context.store(&self.workspace)?;
                    let names = crate::report::scope::Names::load(&store)?;
                    Some(names.find(Level::Specialist, said)?.id)
                }
            };
            let grants = match args.role {
                None => Vec::new(),
                Some(role) => vec![self.granted(role, &args.scope)?],
            };
            if grants.is_empty() && person.is_none() {
                return Err(ServeError::NothingGranted.into());
            }
            let (secret, one_time, one_time_until) = one_time(&self.clock)?;
            let new = NewUser {
                identity: Identity {
                    name: args.name.clone().unwrap_or_else(|| user.clone()),
                    user: user.clone(),
                    person,
                    grants,
                },
                one_time,
                one_time_until,
            };
            let lines = line(ActKind::UserMade, &user);
            self.state.add_user(&self.clock, &new, &lines)?;
            self.secret(&user, &secret)
        }

        /// The secret alone on stdout, so that a program can take it; the rest for the person at the terminal.
        fn secret(&self, user: &str, secret: &str) -> Result<Outcome> {
            outln!("{secret}")?;
            self.context
                .say(&self.texts.say(&say!("commands.user.secret", user = user.to_owned())));
            Ok(Outcome::Done)
        }

        fn list(&self) -> Result<Outcome> {
            let accounts = self.state.accounts()?;
            let word = |word: bool| {
                self.texts
                    .word(if word { "commands.user.yes" } else { "commands.user.no" })
            };
            let rows = accounts.iter().map(|account| {
                let identity = &account.identity;
                let grants = identity.grants.iter().map(|grant| match grant.place.level {
                    Level::Company => grant.role.word().to_owned(),
                    level => format!("{} {} {}", grant.role.word(), level.word(), grant.place.id),
                });
                vec![
                    identity.user.clone(),
                    identity.name.clone(),
                    identity.person.clone().unwrap_or_default(),
                    grants.collect::<Vec<_>>().join("\n"),
                    word(account.has_password).to_owned(),
                    word(account.has_factor).to_owned(),
                    word(account.is_disabled).to_owned(),
                ]
            });
            let heads = self.texts.heads("commands.user.heads");
            print(format!("{}\n", table(&heads, rows, &[])).as_bytes())?;
            Ok(Outcome::Done)
        }

        fn reset(&self, args: &Reset) -> Result<Outcome> {
            self.exists(&args.user)?;
            let (secret, hash, until) = one_time(&self.clock)?;
            let lines = line(ActKind::UserReset, &args.user);
            self.state
                .reset_user(&self.clock, &args.user, (&hash, until), args.second_factor, &lines)?;
            self.secret(&args.user, &secret)
        }

        fn set_disabled(&self, user: &str, is_disabled: bool) -> Result<Outcome> {
            self.exists(user)?;
            let kind = if is_disabled {
                ActKind::UserDisabled
            } else {
                ActKind::UserEnabled
            };
            self.state
                .set_disabled(&self.clock, user, is_disabled, &line(kind, user))?;
            Ok(Outcome::Done)
        }

        fn grant(&self, args: &Grant, is_given: bool) -> Result<Outcome> {
            self.exists(&args.user)?;
            let grant = self.granted(args.role, &args.scope)?;
            let kind = if is_given {
                ActKind::RightGiven
            } else {
                ActKind::RightTaken
            };
            let act = Act::new(kind).about(&args.user).with("role", grant.role.word());
            let lines = [act.with("place", &grant.place.id).of(None, COMMAND_LINE)];
            self.state
                .change_grant(&self.clock, &args.user, &grant, is_given, &lines)?;
            Ok(Outcome::Done)
        }

        fn sign_out(&self, args: &SignOut) -> Result<Outcome> {
            if let Some(user) = &args.user {
                self.exists(user)?;
            }
            let act = Act::new(ActKind::SessionsEnded);
            let act = match &args.user {
                Some(user) => act.about(user),
                None => act,
            };
            self.state
                .end_sessions(&self.clock, args.user.as_deref(), &[act.of(None, COMMAND_LINE)])?;
            Ok(Outcome::Done)
        }
    }
}
