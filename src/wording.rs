//! The texts of one language, and messages said in it.
//!
//! The shipped texts lie in `report-templates/locale/`, a file for each language and [area](AREAS). Texts of the base file
//! keep their names, those of an area begin with it: `[period.unknown]` of `errors.en.toml` is `errors.period.unknown`.

use std::fmt;
use std::sync::{Arc, LazyLock};

use toml::{Table, Value as Entry};

use crate::locale::Locale;
use crate::message::{Message, Value};
use crate::shipped;

/// The files of a language: the reports' texts first, which have no area of their own.
pub const AREAS: [&str; 7] = ["", "errors", "help", "commands", "ingest", "pay", "serve"];

/// The name of the file of `area`, below the workspace or among the shipped files.
pub fn file_of(area: &str, locale: Locale) -> String {
    let name = if area.is_empty() {
        locale.tag().to_owned()
    } else {
        format!("{area}.{}", locale.tag())
    };
    format!("report-templates/locale/{name}.toml")
}

/// The texts of one language by dotted name.
#[derive(Clone, Debug)]
pub struct Wording {
    locale: Locale,
    table: Arc<Table>,
}

static ZH_CN: LazyLock<Wording> = LazyLock::new(|| Wording::read_shipped(Locale::ZhCn));
static EN: LazyLock<Wording> = LazyLock::new(|| Wording::read_shipped(Locale::En));

impl Wording {
    /// The texts the program comes with.
    pub fn shipped(locale: Locale) -> &'static Self {
        match locale {
            Locale::ZhCn => &ZH_CN,
            Locale::En => &EN,
        }
    }

    fn read_shipped(locale: Locale) -> Self {
        let mut all = Table::new();
        for area in AREAS {
            let file = file_of(area, locale);
            let file = shipped::TEMPLATES.get_file(file.trim_start_matches("report-templates/"));
            let text = file.and_then(|file| file.contents_utf8()).unwrap_or_default();
            let table = toml::from_str(text).expect("the shipped texts are TOML");
            if area.is_empty() {
                all.extend(table);
            } else {
                all.insert(area.to_owned(), Entry::Table(table));
            }
        }
        let table = Arc::new(all);
        Self { locale, table }
    }

    /// The language.
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// The texts of `area`, to be worded anew.
    pub fn area_mut(&mut self, area: &str) -> &mut Table {
        let table = Arc::make_mut(&mut self.table);
        if area.is_empty() {
            return table;
        }
        let entry = table.entry(area).or_insert_with(|| Entry::Table(Table::new()));
        entry.as_table_mut().expect("an area is a table")
    }

    /// The text called `id`, such as `label.target`; of a table that says something beside other things its `says`.
    pub fn find(&self, id: &str) -> Option<&str> {
        let mut parts = id.split('.');
        let first = parts.next().and_then(|part| self.table.get(part));
        match parts.try_fold(first, |value, part| Some(value?.get(part)))?? {
            Entry::String(text) => Some(text),
            Entry::Table(table) => table.get("says")?.as_str(),
            _ => None,
        }
    }

    /// The words called `id` as they stand.
    pub fn word<'t>(&'t self, id: &'t str) -> &'t str {
        self.find(id).unwrap_or(id)
    }

    /// The heads of a table, which stand in one text with `|` between them.
    pub fn heads<'t>(&'t self, id: &'t str) -> Vec<&'t str> {
        self.word(id).split('|').map(str::trim).collect()
    }

    /// The texts of the table called `id` by their own names.
    pub fn texts_below<'w>(&'w self, id: &str) -> impl Iterator<Item = (&'w str, &'w str)> + use<'w> {
        let found = id
            .split('.')
            .try_fold(&*self.table, |table, part| table.get(part)?.as_table());
        let entries = found.into_iter().flatten();
        entries.filter_map(|(name, text)| Some((name.as_str(), text.as_str()?)))
    }

    /// `message` in this language. One without a text is told by its name, so that a person can at least ask about it.
    pub fn say(&self, message: &Message) -> String {
        let Some(text) = self.find(&message.id) else {
            return message.id.clone();
        };
        let value = |name: &str| message.values.iter().find(|(key, _)| *key == name);
        fill_with(text, |name| value(name).map(|(_, value)| self.value(value)))
    }

    fn value(&self, value: &Value) -> String {
        match value {
            Value::Text(text) => text.clone(),
            Value::Word(word) => {
                let words = self.table.get("errors").and_then(|errors| errors.get("word"));
                let text = words.and_then(|words| words.get(word)).and_then(Entry::as_str);
                text.unwrap_or(word).to_owned()
            }
            Value::List(values) => {
                let values: Vec<String> = values.iter().map(|value| self.value(value)).collect();
                values.join(self.find("list").unwrap_or(", "))
            }
            Value::Message(message) => self.say(message),
        }
    }

    /// All texts, for templates.
    pub fn table(&self) -> &Table {
        &self.table
    }
}

/// In English.
impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Wording::shipped(Locale::En).say(self))
    }
}

/// `text` with every `{name}` replaced by its value in one pass, so that a value's own braces stay as they are.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let value = |name: &str| values.iter().find(|(key, _)| *key == name);
    fill_with(text, |name| value(name).map(|(_, value)| (*value).to_owned()))
}

/// The same with values that are found by name.
pub fn fill_with(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let name = after.split_once('}').map(|(name, _)| name);
        if let Some((name, value)) = name.and_then(|name| Some((name, value(name)?))) {
            out.push_str(&value);
            rest = &after[name.len() + 1..];
        } else {
            out.push('{');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::message::say;

    fn keys(table: &Table, prefix: &str, out: &mut BTreeSet<String>) {
        for (key, value) in table {
            match value {
                Entry::Table(inner) => keys(inner, &format!("{prefix}{key}."), out),
                _ => {
                    out.insert(format!("{prefix}{key}"));
                }
            }
        }
    }

    fn shipped_keys(locale: Locale) -> BTreeSet<String> {
        let mut out = BTreeSet::new();
        keys(Wording::shipped(locale).table(), "", &mut out);
        out
    }

    #[test]
    fn both_languages_have_the_same_texts() {
        assert_eq!(shipped_keys(Locale::ZhCn), shipped_keys(Locale::En));
    }

    #[test]
    fn every_area_has_a_file() {
        for area in AREAS {
            for locale in [Locale::ZhCn, Locale::En] {
                let file = file_of(area, locale);
                let file = file.trim_start_matches("report-templates/");
                assert!(shipped::TEMPLATES.get_file(file).is_some(), "{file}");
            }
        }
    }

    #[test]
    fn values_are_filled_in_once() {
        assert_eq!(fill("{a} of {b} {c}", &[("a", "{b}"), ("b", "2")]), "{b} of 2 {c}");
        assert_eq!(fill("{", &[]), "{");
    }

    #[test]
    fn a_message_is_said_with_its_values() {
        let known = vec!["a".to_owned(), "b".to_owned()];
        let message = say!("errors.known", known);
        assert_eq!(Wording::shipped(Locale::En).say(&message), "known are a, b");
        assert_eq!(Wording::shipped(Locale::ZhCn).say(&message), "可用的有 a、b");
        assert_eq!(Wording::shipped(Locale::En).say(&Message::verbatim("{x}")), "{x}");
    }
}
