//! One file of the library: its name, its text, where it comes from.

use serde::de::DeserializeOwned;

use crate::diagnostic::{Diagnose, Place};
use crate::header::Header;
use crate::message::{Message, Say, messages};

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

messages! {
    "errors.file"
    /// What is wrong with a TOML file.
    #[derive(Debug)]
    pub enum TomlError {
        Invalid { message: Message, place: Box<Place> },
    }
}

impl Diagnose for TomlError {
    fn place(&self) -> Option<Place> {
        let Self::Invalid { place, .. } = self;
        Some(*place.clone())
    }
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

    /// It as TOML.
    pub fn toml<T: DeserializeOwned>(&self) -> Result<T, TomlError> {
        toml::from_str(&self.text).map_err(|error| TomlError::Invalid {
            message: Say::message(&error),
            place: Box::new(self.place(error.span().map_or(0, |span| span.start))),
        })
    }

    /// The place of byte `offset` in it.
    pub fn place(&self, offset: usize) -> Place {
        Place::in_text(&self.name, &self.text, offset)
    }
}
