//! The commands and the options all of them take, from the words of the command line to the exit code.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use super::context::{Context, Outcome};
use super::terminal::tell;
use super::{
    check, demo, incentive, ingest, init, kpi, metrics, plan, query, rebuild, report, sample, status, worklist,
};
use crate::diagnostic::Result;

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
    Rebuild(rebuild::Args),
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
            tell(&error);
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
        Command::Rebuild(args) => rebuild::run(&args, context),
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
