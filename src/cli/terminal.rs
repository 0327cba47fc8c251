//! What is said on stdout and stderr, whoever still listens.

use std::io::{BufWriter, ErrorKind, IsTerminal as _, StdoutLock, Write};

use crate::diagnostic::Result;
use crate::refusal::Refusal;
use crate::tabular::{Out, TabularError};
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

/// A line to the person at the terminal, in red.
pub(in crate::cli) fn tell_red(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "\x1b[31m{}\x1b[0m", visible(text));
}

/// Text for a person.
pub(in crate::cli) fn print(text: &[u8]) -> Result<()> {
    print_as_it_is(visible(&String::from_utf8_lossy(text)).as_bytes())
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

/// A result for a program, written piece by piece: as it is unless a person looks at it. A reader that is gone ends the
/// writing.
pub(in crate::cli) fn print_with(put: impl FnOnce(&mut Out<'_>) -> Result<()>) -> Result<()> {
    let stdout = std::io::stdout();
    let mut out = Stdout {
        begun: stdout.is_terminal().then(Vec::new),
        to: BufWriter::new(stdout.lock()),
        is_gone: false,
    };
    let written = put(&mut Out::new("stdout", &mut out));
    let flushed = out.flush();
    if out.is_gone {
        return Ok(());
    }
    written?;
    flushed.map_err(|error| {
        let (path, reason) = ("stdout".to_owned(), Refusal::of(&error));
        TabularError::Unwritable { path, reason }.into()
    })
}

struct Stdout {
    to: BufWriter<StdoutLock<'static>>,
    /// What a person who looks at it has not been shown yet: a part of a line, which may end inside a character. `None` if
    /// nobody looks.
    begun: Option<Vec<u8>>,
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
        let written = match &mut self.begun {
            None => self.to.write(bytes),
            Some(begun) => {
                begun.extend_from_slice(bytes);
                let whole = begun.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
                let lines: Vec<u8> = begun.drain(..whole).collect();
                let text = String::from_utf8_lossy(&lines);
                self.to.write_all(visible(&text).as_bytes()).map(|()| bytes.len())
            }
        };
        self.noted(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        let rest = self.begun.as_mut().map(std::mem::take).unwrap_or_default();
        let text = String::from_utf8_lossy(&rest);
        let flushed = self
            .to
            .write_all(visible(&text).as_bytes())
            .and_then(|()| self.to.flush());
        self.noted(flushed)
    }
}
