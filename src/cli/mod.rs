//! The command line: one file per command, each of which reads arguments, calls the library and presents the result.
//!
//! Data goes to stdout, talk to stderr. Exit codes: 0 done, 1 done with findings, 2 usage or bad input, 3 the store is
//! locked or damaged, or the disk is full.

mod check;
mod demo;
mod incentive;
mod ingest;
mod init;
mod kpi;
mod metrics;
mod output;
mod plan;
mod query;
mod rebuild;
mod report;
mod sample;
mod status;
mod worklist;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use crate::diagnostic::Result;
use crate::workspace::Workspace;

/// Renewal KPIs and incentives of a life insurer, every number traced to its rows.
#[derive(Parser)]
#[command(name = "duebook", version, max_term_width = 110, disable_help_subcommand = true)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Options every command takes.
#[derive(clap::Args)]
struct Global {
    /// The workspace: this folder or the nearest above it with a duebook.toml
    #[arg(
        short = 'C',
        long = "directory",
        value_name = "DIR",
        default_value = ".",
        global = true
    )]
    directory: PathBuf,
    /// Say less: errors only
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Say more; twice for everything
    #[arg(short, long, action = clap::ArgAction::Count, global = true)]
    verbose: u8,
    /// Colour in the log on stderr
    #[arg(long, value_enum, default_value_t = Choice::Auto, global = true)]
    color: Choice,
    /// How the log on stderr is written
    #[arg(long, value_enum, default_value_t = LogFormat::Text, global = true)]
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
    /// Make a workspace: settings file and folders
    Init(init::Args),
    /// Write a realistic sample book as files
    Sample(sample::Args),
    /// Make a workspace with sample data and write its reports
    Demo(demo::Args),
    /// Load files into the store
    Ingest(ingest::Args),
    /// Audit the data and every definition
    Check(check::Args),
    /// Values of metrics
    Kpi(kpi::Args),
    /// Write a report as workbook and HTML
    Report(report::Args),
    /// Whom to contact on a day and why
    Worklist(worklist::Args),
    /// Incentive plans: check, show, test on cases, explain a case
    Plan(plan::Args),
    /// Pay by a plan: calculate, explain, approve, close, correct
    Incentive(incentive::Args),
    /// The dictionary of metrics
    Metrics(metrics::Args),
    /// Read-only SQL over the store
    Query(query::Args),
    /// What the store holds
    Status,
    /// Make the store anew from the archived files
    Rebuild,
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// All well.
    Done,
    /// Done, but something needs a look: rejects, failed audits.
    Findings,
    /// Nothing could be done with what was given.
    Nothing,
}

/// What a command needs besides its own arguments.
struct Context {
    directory: PathBuf,
    quiet: bool,
    /// True if the log is read by a program: what was done is told there.
    machine: bool,
    /// True if progress may be drawn: stderr is a terminal and nobody asked for less.
    interactive: bool,
}

impl Context {
    fn workspace(&self) -> Result<Workspace> {
        Workspace::find(&self.directory)
    }

    /// A path the user gave, which is meant from the folder of `-C`.
    fn at(&self, path: &Path) -> PathBuf {
        if self.directory == Path::new(".") {
            path.to_path_buf()
        } else {
            self.directory.join(path)
        }
    }

    /// A sentence for the person at the terminal.
    fn say(&self, text: &str) {
        if self.machine {
            tracing::info!("{text}");
        } else if !self.quiet {
            output::tell(format_args!("{text}\n"));
        }
    }
}

/// Runs the program with `arguments`, the first of which is its name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Nothing can be done about a terminal that is gone.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let context = context(&cli.global);
    match dispatch(cli.command, &context) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Ok(Outcome::Nothing) => ExitCode::from(2),
        Err(error) => {
            output::tell(&error);
            ExitCode::from(error.exit().code())
        }
    }
}

fn dispatch(command: Command, context: &Context) -> Result<Outcome> {
    match command {
        Command::Init(args) => init::run(&args, context),
        Command::Sample(args) => sample::run(&args, context),
        Command::Demo(args) => demo::run(&args, context),
        Command::Ingest(args) => ingest::run(&args, context),
        Command::Check(args) => check::run(&args, context),
        Command::Kpi(args) => kpi::run(&args, context),
        Command::Report(args) => report::run(&args, context),
        Command::Worklist(args) => worklist::run(&args, context),
        Command::Plan(args) => plan::run(&args, context),
        Command::Incentive(args) => incentive::run(&args, context),
        Command::Metrics(args) => metrics::run(&args, context),
        Command::Query(args) => query::run(&args, context),
        Command::Status => status::run(context),
        Command::Rebuild => rebuild::run(context),
    }
}

fn context(global: &Global) -> Context {
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
        LogFormat::Json => log.json().try_init(),
    };
    Context {
        directory: global.directory.clone(),
        quiet: global.quiet,
        machine,
        interactive: std::io::stderr().is_terminal() && !global.quiet && !machine,
    }
}
