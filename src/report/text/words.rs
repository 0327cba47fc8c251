//! What codes mean: words from the locale file, suggestions from `report-templates/suggestions.toml`.
//!
//! Reason codes, failure codes and channels are a company's own, so a code without a word is shown as it is.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::diagnostic::Result;
use crate::library::Library;
use crate::texts::Texts;
use crate::workspace::Locale;

const SUGGESTIONS: &str = "report-templates/suggestions.toml";

/// Words and suggestions of one language.
pub struct Words {
    texts: Texts,
    suggestions: BTreeMap<String, Suggestion>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Suggestion {
    zh: String,
    en: String,
}

impl Words {
    /// Reads both files.
    pub fn load(library: &Library, locale: Locale) -> Result<Self> {
        let source = library.get(SUGGESTIONS)?;
        let suggestions = source.toml()?;
        Ok(Self {
            texts: Texts::load(library, locale)?,
            suggestions,
        })
    }

    /// The texts the words are part of.
    pub fn texts(&self) -> &Texts {
        &self.texts
    }

    /// The word of `code` in `list`, such as `reason`; the code itself if it has none, the list's word for nothing if
    /// it is empty.
    pub fn word(&self, list: &str, code: &str) -> String {
        self.find(list, code).unwrap_or(code).to_owned()
    }

    /// The same, if it has one.
    pub fn find(&self, list: &str, code: &str) -> Option<&str> {
        let key = if code.is_empty() { "none" } else { code };
        self.texts.find(&format!("words.{list}.{key}"))
    }

    /// What is suggested for the reason `code`; empty if nothing is.
    pub fn suggestion(&self, code: &str, locale: Locale) -> String {
        let found = self.suggestions.get(code);
        found.map_or_else(String::new, |s| locale.pick(&s.zh, &s.en).to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_without_a_word_is_shown_as_it_is() {
        let words = Words::load(&Library::shipped(), Locale::ZhCn).unwrap();
        assert_eq!(words.word("reason", "forgot"), "忘记缴费");
        assert_eq!(words.word("reason", "a.b"), "a.b");
        assert_eq!(words.word("reason", ""), "未注明");
        assert_eq!(words.suggestion("nothing of the kind", Locale::En), "");
    }

    #[test]
    fn every_suggestion_is_for_a_reason_with_a_word() {
        for locale in [Locale::ZhCn, Locale::En] {
            let words = Words::load(&Library::shipped(), locale).unwrap();
            for code in words.suggestions.keys() {
                assert_ne!(words.word("reason", code), *code);
                assert!(!words.suggestion(code, locale).is_empty());
            }
        }
    }
}
