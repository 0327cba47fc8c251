//! One file of the library: its name, its text, where it comes from.

use crate::diagnostic::Place;
use crate::header::Header;

/// A text file the engine runs or renders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Name below the folder, with `/`: `queries/metrics/error_rate.sql`.
    pub name: String,
    /// Its content, UTF-8.
    pub text: String,
    /// True if the workspace provides it.
    pub is_override: bool,
}

impl Source {
    /// The file's name without folder and extension: `error_rate`.
    pub fn stem(&self) -> &str {
        let file = self.name.rsplit('/').next().unwrap_or(&self.name);
        file.split('.').next().unwrap_or(file)
    }

    /// The `-- key: value` lines at its start.
    pub fn header(&self) -> Header {
        Header::parse(&self.text)
    }

    /// It without the lines that are comments.
    pub fn statement(&self) -> String {
        let is_code = |line: &&str| !line.trim_start().starts_with("--");
        self.text.split_inclusive('\n').filter(is_code).collect()
    }

    /// The place of byte `offset` in it.
    pub fn place(&self, offset: usize) -> Place {
        Place::in_text(&self.name, &self.text, offset)
    }
}
