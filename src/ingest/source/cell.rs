//! A cell as a format hands it over: its text, and what the text cannot say.

use std::borrow::Cow;

use super::format::FormatUnit;
use crate::ingest::marks::Mark;

/// What a cell is beside its text; nothing for nearly all cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// Why no value can be taken from it, or why none can be where texts are wanted.
    pub mark: Option<Mark>,
    /// What a person sees of a number that is shown with zeros in front or with text around it.
    pub shown: Option<Box<str>>,
    /// The unit its number format prints.
    pub unit: Option<FormatUnit>,
}

impl Beside {
    /// Only this.
    pub fn of(mark: Mark) -> Self {
        Self {
            mark: Some(mark),
            ..Self::default()
        }
    }
}

/// A cell that owns its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// What a person would have typed.
    pub text: String,
    /// What that does not say.
    pub beside: Beside,
}

impl Cell {
    /// Nothing in it any more; its room is kept.
    pub fn clear(&mut self) {
        self.text.clear();
        self.beside = Beside::default();
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self {
            text,
            beside: Beside::default(),
        }
    }
}

impl AsRef<str> for Cell {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

/// Whatever a row can be made of.
pub trait Content: AsRef<str> {
    /// What the text does not say, if there is anything.
    fn beside(&self) -> Option<&Beside> {
        None
    }
}

impl Content for Cell {
    fn beside(&self) -> Option<&Beside> {
        Some(&self.beside)
    }
}

impl Content for &str {}
impl Content for String {}
impl Content for Cow<'_, str> {}
