//! The commands and the options all of them take, from the words of the command line to the exit code.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use super::context::{Context, Outcome};
use super::terminal::{JsonLog, tell};
use super::{
    backup, check, demo, help, incentive, ingest, init, kpi, language, list, map, metrics, plan, publish, query,
    rebuild, report, sample, scale, serve, signals, status, usage, user, verify, worklist,
};
use crate::diagnostic::Result;
use crate::files;
use crate::message::say;
use crate::template;
use crate::texts::Texts;

/// The program; what it and its options are called in the help stands in the texts (`help.rs`).
#[derive(Parser)]
#[command(name = "duebook", version, about = "", long_about = None, max_term_width = 110, disable_help_subcommand = true)]
pub(super) struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Options every command takes stand after its own.
const AFTER: usize = 900;

/// Options every command takes.
#[derive(clap::Args)]
struct Global {
    #[arg(
        short = 'C',
        long = "directory",
        value_name = "DIR",
        default_value = ".",
        global = true,
        display_order = AFTER
    )]
    directory: PathBuf,
    #[arg(long, value_name = "SECONDS", default_value_t = 0, global = true, display_order = AFTER)]
    wait: u32,
    #[arg(short, long, global = true, display_order = AFTER)]
    quiet: bool,
    #[arg(short, long, action = clap::ArgAction::Count, global = true, display_order = AFTER)]
    verbose: u8,
    #[arg(long, value_enum, default_value_t = Choice::Auto, global = true, display_order = AFTER)]
    color: Choice,
    #[arg(long, value_enum, default_value_t = LogFormat::Text, global = true, display_order = AFTER)]
    log_format: LogFormat,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Choice {
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    Text,
    Json,
}

#[derive(Subcommand)]
enum Command {
    Init(init::Args),
    Sample(sample::Args),
    Demo(demo::Args),
    Ingest(ingest::Args),
    Map(map::Args),
    Check(check::Args),
    Kpi(kpi::Args),
    Report(report::Args),
    Worklist(worklist::Args),
    List(list::Args),
    Plan(plan::Args),
    Incentive(incentive::Args),
    Metrics(metrics::Args),
    Query(query::Args),
    Scale(scale::Args),
    Publish(publish::Args),
    Serve(serve::Args),
    User(user::Args),
    Status,
    Verify,
    Rebuild(rebuild::Args),
    Backup(backup::Backup),
    Restore(backup::Restore),
}

/// Runs the program with `arguments`, the first of which is its name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    files::keep_to_oneself();
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let texts = language::texts(&arguments);
    let command = help::worded(Cli::command(), &texts);
    let parsed = command.try_get_matches_from(arguments);
    let cli = match parsed.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        // Help is no error to `clap` but for the way it is told.
        Err(error) if !error.use_stderr() || error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            // Nothing can be done about a terminal that is gone.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
        Err(error) => {
            tell(usage::told(&error, &texts));
            return ExitCode::from(2);
        }
    };
    let context = context(&cli.global, texts);
    let stopping = context
        .interactive
        .then(|| context.texts.say(&say!("commands.stopping")));
    signals::listen(stopping);
    // A thread with room for the deepest template does it; without that, each template asks for its own. It begins after signals
    // are listened for, as all threads must.
    let done = || dispatch(&cli.command, &context);
    match template::with_room(done).unwrap_or_else(|_| done()) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Ok(Outcome::Nothing) => ExitCode::from(2),
        Ok(Outcome::Damaged) => ExitCode::from(3),
        Err(error) => {
            tell(error.told(&context.texts));
            ExitCode::from(error.exit().code())
        }
    }
}

fn dispatch(command: &Command, context: &Context) -> Result<Outcome> {
    match command {
        Command::Init(args) => init::run(args, context),
        Command::Sample(args) => sample::run(args, context),
        Command::Demo(args) => demo::run(args, context),
        Command::Ingest(args) => ingest::run(args, context),
        Command::Map(args) => map::run(args, context),
        Command::Check(args) => check::run(args, context),
        Command::Kpi(args) => kpi::run(args, context),
        Command::Report(args) => report::run(args, context),
        Command::Worklist(args) => worklist::run(args, context),
        Command::List(args) => list::run(args, context),
        Command::Plan(args) => plan::run(args, context),
        Command::Incentive(args) => incentive::run(args, context),
        Command::Metrics(args) => metrics::run(args, context),
        Command::Query(args) => query::run(args, context),
        Command::Scale(args) => scale::run(args, context),
        Command::Publish(args) => publish::run(args, context),
        Command::Serve(args) => serve::run(args, context),
        Command::User(args) => user::run(args, context),
        Command::Status => status::run(context),
        Command::Verify => verify::run(context),
        Command::Rebuild(args) => rebuild::run(args, context),
        Command::Backup(args) => backup::make(args, context),
        Command::Restore(args) => backup::restore(args, context),
    }
}

fn context(global: &Global, texts: Texts) -> Context {
    use std::io::IsTerminal;
    let machine = global.log_format == LogFormat::Json;
    let level = match (global.quiet, global.verbose) {
        (true, _) => "error",
        // Who asks for a log to be read by a program wants to hear what was done.
        (false, 0) if machine => "duebook=info",
        (false, 0) => "warn",
        (false, 1) => "duebook=info",
        (false, _) => "duebook=debug",
    };
    let plain = std::env::var_os("NO_COLOR").is_some();
    let colored = |terminal: bool| match global.color {
        Choice::Always => true,
        Choice::Never => false,
        Choice::Auto => terminal && !plain,
    };
    let log = tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::new(level))
        .with_writer(std::io::stderr)
        .with_ansi(colored(std::io::stderr().is_terminal()));
    // A second program run inside one process (tests) keeps the first one's log.
    let _ = match global.log_format {
        LogFormat::Text => log.without_time().with_target(false).try_init(),
        LogFormat::Json => log.with_writer(|| JsonLog).json().try_init(),
    };
    Context {
        directory: global.directory.clone(),
        wait: Duration::from_secs(global.wait.into()),
        quiet: global.quiet,
        machine,
        texts,
        colored: colored(std::io::stderr().is_terminal()),
        interactive: std::io::stderr().is_terminal() && !global.quiet && !machine,
    }
}
