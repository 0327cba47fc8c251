//! The `duebook` program: parse, dispatch, print, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    duebook::cli::run(std::env::args_os())
}
