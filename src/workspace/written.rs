//! A settings file taken apart, and each value in it held against [`super::rules`]: all mistakes at once, each with its place.

use std::ops::Range;
use std::str::FromStr as _;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::rule_error::SettingError;
use super::rules::{Order, RULES, Rule, bytes_of, has_section, orders, rule, second_of_day, size, unknown_hint};
use super::settings::Settings;
use super::template::SETTINGS_FILE;
use crate::contract::Contract;
use crate::decimal::{Decimal, grouped};
use crate::diagnostic::{Lines, Place, Result, did_you_mean, excerpt};
use crate::period::parse_day;

/// Mistakes that are told of one file.
const MOST_MISTAKES: usize = 100;

/// The settings `text` says, or every mistake in it but words of the contract, which [`Written`] is kept for.
pub(super) fn parse_settings(text: &str) -> Result<(Settings, Written<'_>)> {
    let written = Written::parse(text)?;
    crate::Error::all(written.mistakes())?;
    // What is written is as it must be: this only puts it into types.
    let settings: Settings = toml::from_str(text).map_err(|error| SettingError::Syntax {
        message: error.message().trim().replace('\n', ", "),
        place: error.span().map(|span| Place::in_text(SETTINGS_FILE, text, span.start)),
    })?;
    crate::Error::all(written.order(&settings))?;
    Ok((settings, written))
}

/// A text with settings, taken apart.
pub(super) struct Written<'t> {
    root: DeTable<'t>,
    lines: Lines<'t>,
}

type Value<'d> = &'d Spanned<DeValue<'d>>;

impl<'t> Written<'t> {
    /// The settings in `text`, if it is TOML.
    pub(super) fn parse(text: &'t str) -> Result<Self> {
        let lines = Lines::of(text);
        match DeTable::parse(text) {
            Ok(root) => Ok(Self {
                root: root.into_inner(),
                lines,
            }),
            Err(error) => Err(SettingError::Syntax {
                message: error.message().trim().replace('\n', ", "),
                place: error.span().map(|span| lines.place(SETTINGS_FILE, span.start)),
            }
            .into()),
        }
    }

    /// What is wrong with single settings, but for words of the contract.
    pub(super) fn mistakes(&self) -> Vec<SettingError> {
        let mut mistakes = Vec::new();
        let sections: Vec<&str> = RULES.iter().map(|(section, ..)| *section).collect();
        for (name, value) in &self.root {
            let (name, place) = (name.get_ref(), self.place(&name.span()));
            if !name.is_empty() && sections.contains(&name.as_ref()) {
                if let Some(table) = value.get_ref().as_table() {
                    self.section(name, table, &mut mistakes);
                } else {
                    let key = name.to_string();
                    mistakes.push(At { key, place }.wrong_type("a section", value));
                }
            } else if value.get_ref().is_table() && rule("", name).is_none() {
                let mut known = sections.clone();
                known.dedup();
                known.retain(|section| !section.is_empty());
                mistakes.push(SettingError::UnknownSection {
                    hint: did_you_mean(&excerpt(name), &known),
                    name: excerpt(name),
                    place,
                });
            }
        }
        self.section("", &self.root, &mut mistakes);
        mistakes.sort_by_key(SettingError::position);
        first_of(mistakes)
    }

    fn section(&self, section: &str, table: &DeTable<'_>, mistakes: &mut Vec<SettingError>) {
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            let is_section = section.is_empty() && (value.get_ref().is_table() || has_section(name));
            if is_section && rule("", name).is_none() {
                continue;
            }
            match rule(section, name) {
                Some(rule) => mistakes.extend(self.value(name, rule, value)),
                None => mistakes.push(SettingError::Unknown {
                    hint: unknown_hint(section, &excerpt(name)),
                    key: excerpt(name),
                    place: self.place(&key.span()),
                }),
            }
        }
    }

    fn value(&self, key: &str, rule: &Rule, value: Value<'_>) -> Option<SettingError> {
        let at = At {
            key: key.to_owned(),
            place: self.place(&value.span()),
        };
        let held = match rule {
            Rule::Text(most) => text(value).map(|text| at.text(text, *most)),
            Rule::OneOf(words) => text(value).map(|text| at.known(text, words)),
            Rule::Form(fits, wanted) => text(value).map(|text| at.formed(text, fits(text), wanted)),
            Rule::Whole(least, most) => whole(value).map(|number| at.within(number, (*least).into(), (*most).into())),
            Rule::Number(least, most) => decimal(value).map(|number| at.within(number, *least, *most)),
            Rule::Size(least, most) => text(value).map(|text| at.sized(text, *least, *most)),
            Rule::Day => day(value).map(|text| at.formed(&text, parse_day(&text).is_ok(), rule.wanted())),
            Rule::Flag => value.get_ref().as_bool().map(|_| None),
            Rule::Texts | Rule::Words { .. } => texts(value).map(|_| None),
            Rule::EachOf(known) => texts(value).map(|words| {
                let stranger = words.into_iter().find(|(word, _)| !known.contains(word));
                stranger.and_then(|(word, _)| at.known(word, known))
            }),
            Rule::TextsByName => value.get_ref().as_table().and_then(|table| {
                let all = table.iter().all(|(_, value)| value.get_ref().is_str());
                all.then_some(None)
            }),
        };
        held.unwrap_or_else(|| Some(at.wrong_type(rule.wanted(), value)))
    }

    /// Words that the contract does not have.
    pub(super) fn contract_words(&self, contract: &Contract) -> Vec<SettingError> {
        let mut mistakes = Vec::new();
        for (section, key, rule) in RULES {
            let Rule::Words {
                table,
                column,
                may_be_none,
            } = rule
            else {
                continue;
            };
            let column = contract.table(table).ok().and_then(|table| table.column(column));
            let (Some(written), Some(column)) = (self.get(section, key), column) else {
                continue;
            };
            let known: Vec<&str> = column.words.keys().map(String::as_str).collect();
            let words = texts(written).unwrap_or_default();
            if words.is_empty() && !may_be_none {
                mistakes.push(SettingError::NoWord {
                    key: (*key).to_owned(),
                    place: self.place(&written.span()),
                });
            }
            mistakes.extend(words.into_iter().filter_map(|(word, span)| {
                let (key, place) = ((*key).to_owned(), self.place(&span));
                At { key, place }.known(word, &known)
            }));
        }
        first_of(mistakes)
    }

    /// Settings that stand the wrong way round.
    pub(super) fn order(&self, settings: &Settings) -> Vec<SettingError> {
        let wrong = orders(settings).into_iter().filter(|order| order.high.1 < order.low.1);
        let told = wrong.map(|order| {
            let Order { section, high, low } = order;
            let written = self.get(section, high.0).or_else(|| self.get(section, low.0));
            SettingError::Below {
                key: high.0,
                value: high.1.to_string(),
                other: low.0,
                least: low.1.to_string(),
                place: written.map(|value| self.place(&value.span())).unwrap_or_default(),
            }
        });
        told.chain(self.hours(settings)).collect()
    }

    /// Working hours that end before they begin.
    fn hours(&self, settings: &Settings) -> Option<SettingError> {
        let (from, to) = (&settings.metrics.working_from, &settings.metrics.working_to);
        let begins = second_of_day(from)? / 60 + 1;
        let written = self.get("metrics", "working_to");
        let written = written.or_else(|| self.get("metrics", "working_from"));
        (second_of_day(to) <= second_of_day(from)).then(|| SettingError::OutOfRange {
            key: "working_to".to_owned(),
            value: to.clone(),
            least: format!("{:02}:{:02}", begins / 60, begins % 60),
            most: "24:00".to_owned(),
            place: written.map(|value| self.place(&value.span())).unwrap_or_default(),
        })
    }

    fn get(&self, section: &str, key: &str) -> Option<Value<'_>> {
        match section {
            "" => self.root.get(key),
            section => self.root.get(section)?.get_ref().as_table()?.get(key),
        }
    }

    fn place(&self, span: &Range<usize>) -> Place {
        self.lines.place(SETTINGS_FILE, span.start)
    }
}

/// As many of `mistakes` as are told.
fn first_of(mut mistakes: Vec<SettingError>) -> Vec<SettingError> {
    let count = mistakes.len().saturating_sub(MOST_MISTAKES);
    if count > 0 {
        mistakes.truncate(MOST_MISTAKES);
        mistakes.push(SettingError::More { count });
    }
    mistakes
}

/// A setting and where its value stands.
struct At {
    key: String,
    place: Place,
}

impl At {
    fn wrong_type(self, wanted: &'static str, value: Value<'_>) -> SettingError {
        SettingError::Type {
            key: self.key,
            wanted,
            found: value.get_ref().type_str(),
            place: self.place,
        }
    }

    fn text(&self, text: &str, most: usize) -> Option<SettingError> {
        let fits = text.chars().count() <= most && !text.contains(char::is_control);
        (!fits).then(|| SettingError::Text {
            key: self.key.clone(),
            most,
            place: self.place.clone(),
        })
    }

    fn known(&self, word: &str, words: &[&str]) -> Option<SettingError> {
        (!words.contains(&word)).then(|| SettingError::UnknownWord {
            key: self.key.clone(),
            word: excerpt(word),
            hint: did_you_mean(&excerpt(word), words),
            place: self.place.clone(),
        })
    }

    fn formed(&self, text: &str, fits: bool, wanted: &'static str) -> Option<SettingError> {
        (!fits).then(|| SettingError::Malformed {
            key: self.key.clone(),
            value: excerpt(text),
            wanted,
            place: self.place.clone(),
        })
    }

    fn within(&self, number: Decimal, least: Decimal, most: Decimal) -> Option<SettingError> {
        let fits = (least..=most).contains(&number);
        (!fits).then(|| self.out_of_range(number.to_string(), grouped(least), grouped(most)))
    }

    fn sized(&self, text: &str, least: i64, most: i64) -> Option<SettingError> {
        let Some(bytes) = bytes_of(text) else {
            return self.formed(text, false, "a size such as 4GB");
        };
        let fits = (least..=most).contains(&bytes);
        (!fits).then(|| self.out_of_range(text.to_owned(), size(least), size(most)))
    }

    fn out_of_range(&self, value: String, least: String, most: String) -> SettingError {
        SettingError::OutOfRange {
            key: self.key.clone(),
            value,
            least,
            most,
            place: self.place.clone(),
        }
    }
}

fn text(value: Value<'_>) -> Option<&str> {
    value.get_ref().as_str()
}

/// A date as TOML has it, or a text.
fn day(value: Value<'_>) -> Option<String> {
    match value.get_ref() {
        DeValue::Datetime(date) => Some(date.to_string()),
        _ => text(value).map(str::to_owned),
    }
}

fn texts(value: Value<'_>) -> Option<Vec<(&str, Range<usize>)>> {
    let items = value.get_ref().as_array()?.iter();
    items
        .map(|item| Some((item.get_ref().as_str()?, item.span())))
        .collect()
}

fn whole(value: Value<'_>) -> Option<Decimal> {
    let integer = value.get_ref().as_integer()?;
    let digits = integer.as_str().replace('_', "");
    i128::from_str_radix(&digits, integer.radix())
        .ok()
        .and_then(|number| Decimal::try_from_i128_with_scale(number, 0).ok())
}

/// In quotes or not: `0.5` is read from its digits.
fn decimal(value: Value<'_>) -> Option<Decimal> {
    match value.get_ref() {
        DeValue::String(text) => Decimal::from_str(text).ok(),
        DeValue::Float(float) => Decimal::from_str(float.as_str()).ok(),
        _ => whole(value),
    }
}
