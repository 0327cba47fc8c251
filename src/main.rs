//! The `duebook` program: parse, dispatch, print, exit code.

use std::process::ExitCode;

/// A run of pay is millions of short texts, half of whose time the system's allocator would take.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    duebook::cli::run(std::env::args_os())
}
