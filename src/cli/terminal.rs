//! What is said on stdout and stderr, whoever still listens.

use std::io::{ErrorKind, Write};

use crate::diagnostic::Result;
use crate::message::Say;
use crate::tabular::TabularError;

/// `println!` that returns what went wrong; the library's own would panic.
macro_rules! outln {
    ($($text:tt)*) => {
        $crate::cli::terminal::print(format!("{}\n", format_args!($($text)*)).as_bytes())
    };
}
pub(in crate::cli) use outln;

/// To the person at the terminal; nothing can be done about one that is gone.
pub(in crate::cli) fn tell(text: impl std::fmt::Display) {
    let _ = write!(std::io::stderr().lock(), "{text}");
}

/// A reader that is gone (`| head`) is no error.
pub(in crate::cli) fn print(bytes: &[u8]) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(TabularError::Unwritable {
            path: "stdout".to_owned(),
            reason: error.message(),
        }
        .into()),
        _ => Ok(()),
    }
}
