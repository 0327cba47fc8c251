//! The `duebook` program: parse, dispatch, print, exit code.

use std::process::ExitCode;

/// A run of pay is millions of short texts, half of whose time the system's allocator would take.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let run = || duebook::cli::run(std::env::args_os());
    // Without room at once, each template asks for its own.
    duebook::template::with_room(run).unwrap_or_else(|_| run())
}
