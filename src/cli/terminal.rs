//! What is said on stdout and stderr, whoever still listens.

use std::io::{BufWriter, ErrorKind, StdoutLock, Write};

use crate::diagnostic::Result;
use crate::tabular::{Out, TabularError};

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
            reason: error.to_string(),
        }
        .into()),
        _ => Ok(()),
    }
}

/// The same for what is written piece by piece; a reader that is gone ends the writing.
pub(in crate::cli) fn print_with(put: impl FnOnce(&mut Out<'_>) -> Result<()>) -> Result<()> {
    let mut out = Stdout {
        to: BufWriter::new(std::io::stdout().lock()),
        is_gone: false,
    };
    let written = put(&mut Out::new("stdout", &mut out));
    let flushed = out.flush();
    if out.is_gone {
        return Ok(());
    }
    written?;
    flushed.map_err(|error| {
        let (path, reason) = ("stdout".to_owned(), error.to_string());
        TabularError::Unwritable { path, reason }.into()
    })
}

struct Stdout {
    to: BufWriter<StdoutLock<'static>>,
    /// True if nobody reads any more.
    is_gone: bool,
}

impl Stdout {
    fn noted<T>(&mut self, outcome: std::io::Result<T>) -> std::io::Result<T> {
        self.is_gone |= outcome.as_ref().is_err_and(|e| e.kind() == ErrorKind::BrokenPipe);
        outcome
    }
}

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.to.write(bytes);
        self.noted(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        let flushed = self.to.flush();
        self.noted(flushed)
    }
}
