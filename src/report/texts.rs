//! The texts of reports in one language, read from `report-templates/locale/`.
//!
//! A workspace's locale file need not be complete: its texts are laid over the shipped ones, and a name the shipped
//! file does not know is an error, because it would never be shown.

use toml::{Table, Value};

use super::error::ReportError;
use crate::diagnostic::{Error, Result, did_you_mean};
use crate::library::{Library, Source};
use crate::workspace::Locale;

/// The texts of one language by dotted name.
#[derive(Clone, Debug)]
pub struct Texts {
    file: String,
    table: Table,
}

impl Texts {
    /// The texts of `locale`, the workspace's over the shipped ones.
    pub fn load(library: &Library, locale: Locale) -> Result<Self> {
        let file = format!("report-templates/locale/{}.toml", locale.tag());
        let source = library.get(&file)?;
        let table = if source.is_override {
            let mut shipped = parse(Library::shipped().get(&file)?)?;
            let mut unknown = Vec::new();
            overlay(&mut shipped, parse(source)?, "", &file, &mut unknown);
            Error::all(unknown)?;
            shipped
        } else {
            parse(source)?
        };
        Ok(Self { file, table })
    }

    /// The text called `key`, such as `label.target`.
    pub fn get(&self, key: &str) -> Result<&str> {
        let mut parts = key.split('.');
        let first = parts.next().and_then(|part| self.table.get(part));
        let found = parts.try_fold(first, |value, part| Some(value?.get(part)));
        found.flatten().and_then(Value::as_str).ok_or_else(|| {
            ReportError::MissingText {
                key: key.to_owned(),
                file: self.file.clone(),
            }
            .into()
        })
    }

    /// The text called `key` with `{name}` replaced by its value.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> Result<String> {
        self.get(key).map(|text| fill(text, values))
    }

    /// All texts, for templates.
    pub fn table(&self) -> &Table {
        &self.table
    }
}

/// `text` with every `{name}` replaced by its value in one pass, so that a value's own braces stay as they are.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let name = after.split_once('}').map(|(name, _)| name);
        if let Some((name, value)) = name.and_then(|n| values.iter().find(|(key, _)| *key == n)) {
            out.push_str(value);
            rest = &after[name.len() + 1..];
        } else {
            out.push('{');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

fn parse(source: &Source) -> Result<Table> {
    toml::from_str(&source.text).map_err(|error| {
        ReportError::Texts {
            message: error.message().trim().replace('\n', ", "),
            place: Box::new(source.place(error.span().map_or(0, |span| span.start))),
        }
        .into()
    })
}

fn overlay(base: &mut Table, over: Table, prefix: &str, file: &str, unknown: &mut Vec<ReportError>) {
    let known: Vec<String> = base.keys().map(|key| format!("{prefix}{key}")).collect();
    for (key, value) in over {
        let full = format!("{prefix}{key}");
        match (base.get_mut(&key), value) {
            (Some(Value::Table(inner)), Value::Table(value)) => {
                overlay(inner, value, &format!("{full}."), file, unknown);
            }
            (Some(Value::String(text)), Value::String(value)) => *text = value,
            // Currencies and codes are open lists: a workspace names its own.
            (None, value @ Value::String(_)) if prefix == "currency." || prefix.starts_with("words.") => {
                base.insert(key, value);
            }
            _ => {
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                let hint = did_you_mean(&full, &known);
                unknown.push(ReportError::UnknownText {
                    key: full,
                    file: file.to_owned(),
                    hint,
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn keys(table: &Table, prefix: &str, out: &mut BTreeSet<String>) {
        for (key, value) in table {
            match value {
                Value::Table(inner) => keys(inner, &format!("{prefix}{key}."), out),
                _ => {
                    out.insert(format!("{prefix}{key}"));
                }
            }
        }
    }

    fn shipped_keys(locale: Locale) -> BTreeSet<String> {
        let mut out = BTreeSet::new();
        keys(Texts::load(&Library::shipped(), locale).unwrap().table(), "", &mut out);
        out
    }

    #[test]
    fn both_languages_have_the_same_texts() {
        assert_eq!(shipped_keys(Locale::ZhCn), shipped_keys(Locale::En));
    }

    #[test]
    fn values_are_filled_in_once() {
        assert_eq!(fill("{a} of {b} {c}", &[("a", "{b}"), ("b", "2")]), "{b} of 2 {c}");
        assert_eq!(fill("{", &[]), "{");
    }

    fn workspace(text: &str) -> Result<Texts> {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("report-templates/locale");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("en.toml"), text).unwrap();
        Texts::load(&Library::with_overrides(dir.path()).unwrap(), Locale::En)
    }

    #[test]
    fn a_workspace_replaces_single_texts() {
        let texts = workspace("[state]\nachieved = \"Well done\"\n[currency]\nEUR = \"€\"\n").unwrap();
        assert_eq!(texts.get("state.achieved").unwrap(), "Well done");
        assert_eq!(texts.get("state.close").unwrap(), "Almost there");
        assert_eq!(texts.get("currency.EUR").unwrap(), "€");
    }

    #[test]
    fn an_unknown_text_is_told_with_the_nearest() {
        let error = workspace("[state]\nachievd = \"x\"\n").unwrap_err().to_string();
        assert!(error.contains("no report has a text `state.achievd`"), "{error}");
        assert!(error.contains("did you mean `state.achieved`?"), "{error}");
    }
}
