//! All texts of the program in one language, those of the workspace over the shipped ones.
//!
//! A workspace's locale file need not be complete: its texts are laid over the shipped ones of the same file, and a name
//! the shipped file does not know is an error, because it would never be shown.

use std::ops::Deref;

use toml::{Table, Value};

use crate::diagnostic::{Diagnose, Error, Place, Result, did_you_mean};
use crate::library::Library;
use crate::locale::Locale;
use crate::message::{Message, messages};
use crate::wording::{AREAS, Wording, file_of};

pub use crate::wording::{fill, fill_with};

messages! {
    "errors.texts"
    /// What is wrong with the texts.
    #[derive(Debug)]
    pub enum TextsError {
        /// A text of a workspace's locale file that nothing uses.
        UnknownText {
            key: String,
            file: String,
            /// A near name or the list.
            hint: Message,
        },
        /// A text the program needs and the locale file lacks.
        MissingText { key: String },
    }
}

impl Diagnose for TextsError {
    fn place(&self) -> Option<Place> {
        match self {
            Self::UnknownText { file, .. } => Some(Place::file(file)),
            Self::MissingText { .. } => None,
        }
    }
}

/// The texts of one language by dotted name, such as `label.target` or `errors.period.unknown`.
#[derive(Clone, Debug)]
pub struct Texts(Wording);

/// What can be said without the chance of an error.
impl Deref for Texts {
    type Target = Wording;

    fn deref(&self) -> &Wording {
        &self.0
    }
}

impl Texts {
    /// The shipped texts of `locale`.
    pub fn shipped(locale: Locale) -> Self {
        Self(Wording::shipped(locale).clone())
    }

    /// The texts of `locale`, the workspace's over the shipped ones.
    pub fn load(library: &Library, locale: Locale) -> Result<Self> {
        let mut texts = Self::shipped(locale);
        let mut mistakes = Vec::new();
        for area in AREAS {
            let file = file_of(area, locale);
            let source = library.get(&file)?;
            if source.is_override {
                let base = texts.0.area_mut(area);
                overlay(base, source.toml()?, (area, ""), &file, &mut mistakes);
            }
        }
        Error::all(mistakes)?;
        Ok(texts)
    }

    /// The text called `key`, such as `label.target`.
    pub fn get(&self, key: &str) -> Result<&str> {
        self.find(key)
            .ok_or_else(|| TextsError::MissingText { key: key.to_owned() }.into())
    }

    /// The text called `key` with `{name}` replaced by its value.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> Result<String> {
        self.get(key).map(|text| fill(text, values))
    }
}

fn overlay(base: &mut Table, over: Table, (area, prefix): (&str, &str), file: &str, mistakes: &mut Vec<TextsError>) {
    let known: Vec<String> = base.keys().map(|key| format!("{prefix}{key}")).collect();
    for (key, value) in over {
        let full = format!("{prefix}{key}");
        match (base.get_mut(&key), value) {
            // The base file's own texts lie beside the areas, which are no texts of it.
            (Some(Value::Table(inner)), Value::Table(value)) if !is_area(area, &full) => {
                overlay(inner, value, (area, &format!("{full}.")), file, mistakes);
            }
            (Some(Value::String(text)), Value::String(value)) => *text = value,
            // Currencies and codes are open lists: a workspace names its own.
            (None, value @ Value::String(_)) if prefix == "currency." || prefix.starts_with("words.") => {
                base.insert(key, value);
            }
            _ => {
                let known: Vec<&str> = known
                    .iter()
                    .map(String::as_str)
                    .filter(|key| !is_area(area, key))
                    .collect();
                let hint = did_you_mean(&full, &known);
                mistakes.push(TextsError::UnknownText {
                    key: full,
                    file: file.to_owned(),
                    hint,
                });
            }
        }
    }
}

fn is_area(area: &str, key: &str) -> bool {
    area.is_empty() && AREAS.contains(&key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Say as _;

    fn workspace(file: &str, text: &str) -> Result<Texts> {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("report-templates/locale");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(file), text).unwrap();
        Texts::load(&Library::with_overrides(dir.path()).unwrap(), Locale::En)
    }

    #[test]
    fn a_workspace_replaces_single_texts() {
        let texts = workspace(
            "en.toml",
            "[state]\nachieved = \"Well done\"\n[currency]\nEUR = \"€\"\n",
        )
        .unwrap();
        assert_eq!(texts.get("state.achieved").unwrap(), "Well done");
        assert_eq!(texts.get("state.close").unwrap(), "Almost there");
        assert_eq!(texts.get("currency.EUR").unwrap(), "€");
    }

    #[test]
    fn a_workspace_rewords_an_error() {
        let texts = workspace("errors.en.toml", "[workspace.exists]\nsays = \"`{folder}` is taken\"\n").unwrap();
        let error = crate::workspace::WorkspaceError::Exists {
            folder: "books".to_owned(),
        };
        assert_eq!(texts.say(&error.message()), "`books` is taken");
    }

    #[test]
    fn an_unknown_text_is_told_with_the_nearest() {
        let error = workspace("en.toml", "[state]\nachievd = \"x\"\n")
            .unwrap_err()
            .to_string();
        assert!(error.contains("no report has a text `state.achievd`"), "{error}");
        assert!(error.contains("did you mean `state.achieved`?"), "{error}");
        // A text of an area stands in the file of the area, not in the base file.
        for (file, text) in [
            ("en.toml", "[errors.workspace]\nexists = \"x\"\n"),
            ("errors.en.toml", "[state]\nachieved = \"x\"\n"),
            ("errors.en.toml", "[workspace]\nexists = \"x\"\n"),
        ] {
            assert!(workspace(file, text).is_err(), "{file}: {text}");
        }
    }
}
