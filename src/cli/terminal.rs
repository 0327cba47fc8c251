//! What is said on stdout and stderr, whoever still listens.

use std::io::{ErrorKind, IsTerminal as _, Write};

use crate::diagnostic::Result;
use crate::refusal::Refusal;
use crate::tabular::TabularError;
use crate::visible::{steers, visible};

/// `println!` that returns what went wrong; the library's own would panic.
macro_rules! outln {
    ($($text:tt)*) => {
        $crate::cli::terminal::print(format!("{}\n", format_args!($($text)*)).as_bytes())
    };
}
pub(in crate::cli) use outln;

/// To the person at the terminal; nothing can be done about one that is gone.
pub(in crate::cli) fn tell(text: impl std::fmt::Display) {
    let _ = write!(std::io::stderr().lock(), "{}", visible(&text.to_string()));
}

/// Text for a person.
pub(in crate::cli) fn print(text: &[u8]) -> Result<()> {
    print_as_it_is(visible(&String::from_utf8_lossy(text)).as_bytes())
}

/// A result for a program, as it is unless a person looks at it.
pub(in crate::cli) fn print_data(bytes: &[u8]) -> Result<()> {
    if std::io::stdout().is_terminal() {
        print(bytes)
    } else {
        print_as_it_is(bytes)
    }
}

/// The log for programs: JSON, in which what steers a terminal has its own way to be written.
pub(in crate::cli) struct JsonLog;

impl Write for JsonLog {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            if c != '\n' && steers(c) {
                let _ = std::fmt::Write::write_fmt(&mut out, format_args!("\\u{:04x}", u32::from(c)));
            } else {
                out.push(c);
            }
        }
        std::io::stderr().write_all(out.as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        std::io::stderr().flush()
    }
}

/// A reader that is gone (`| head`) is no error.
fn print_as_it_is(bytes: &[u8]) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(TabularError::Unwritable {
            path: "stdout".to_owned(),
            reason: Refusal::of(&error),
        }
        .into()),
        _ => Ok(()),
    }
}
