//! One object as a row: its keys are headers, its values the texts of cells.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use serde::de::{self, Deserialize, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::super::cell::{Beside, Content};
use crate::ingest::marks::Mark;

/// The columns of one array.
#[derive(Default)]
pub(super) struct Columns {
    pub name: String,
    pub order: Vec<String>,
    places: HashMap<String, usize>,
    pub has_objects: bool,
}

impl Columns {
    /// Those of the array of this name, none yet.
    pub fn of(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    /// The place of a key; `guess` is where it stood in the objects before.
    pub fn place(&self, key: &str, guess: usize) -> Option<usize> {
        match self.order.get(guess) {
            Some(known) if known == key => Some(guess),
            _ => self.places.get(key).copied(),
        }
    }

    pub fn add(&mut self, key: &str) {
        self.places.insert(key.to_owned(), self.order.len());
        self.order.push(key.to_owned());
    }
}

/// JSON can write half of a character, and the character zero.
pub(super) const UNREADABLE: &str = "a text in it is no text";

/// The keys and values of an object, in order.
pub(super) struct Record<'r>(pub Vec<(Cow<'r, str>, &'r RawValue)>);

impl<'r> Record<'r> {
    pub fn of(value: &'r RawValue) -> Option<Self> {
        if !value.get().starts_with('{') {
            return None;
        }
        serde_json::from_str(value.get()).ok()
    }

    /// The values in the order of the columns, or what is wrong.
    pub fn cells(&self, columns: &Columns) -> Result<Vec<Value<'r>>, String> {
        let mut cells: Vec<Option<Value<'r>>> = vec![None; columns.order.len()];
        for (guess, (key, value)) in self.0.iter().enumerate() {
            let Some(place) = columns.place(key, guess) else {
                continue;
            };
            let text = text(value).ok_or_else(|| UNREADABLE.to_owned())?;
            if cells[place].replace(Value::of(value, text)).is_some() {
                return Err(format!("the key `{key}` stands in it twice"));
            }
        }
        Ok(cells.into_iter().map(Option::unwrap_or_default).collect())
    }
}

/// A value as a cell.
#[derive(Clone, Debug, Default)]
pub(super) struct Value<'r> {
    text: Cow<'r, str>,
    beside: Beside,
}

impl<'r> Value<'r> {
    fn of(value: &RawValue, text: Cow<'r, str>) -> Self {
        let mark = match value.get().as_bytes() {
            [b't' | b'f', ..] => Some(Mark::Boolean),
            [b'[' | b'{', ..] => Some(Mark::Nested),
            [b'-', ..] => Some(Mark::Negative),
            [b'0'..=b'9', ..] => has_fraction(&text).then_some(Mark::NotWhole),
            _ => None,
        };
        Self {
            text,
            beside: mark.map(Beside::of).unwrap_or_default(),
        }
    }
}

/// True for `12.5`, not for `12.0`; what an exponent makes of it is left to the reader.
fn has_fraction(number: &str) -> bool {
    let fraction = number.split_once('.').map_or("", |(_, fraction)| fraction);
    !number.contains(['e', 'E']) && fraction.bytes().any(|digit| digit != b'0')
}

impl AsRef<str> for Value<'_> {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl Content for Value<'_> {
    fn beside(&self) -> Option<&Beside> {
        Some(&self.beside)
    }
}

/// What a value is as a cell.
fn text(value: &RawValue) -> Option<Cow<'_, str>> {
    match value.get() {
        "null" => Some(Cow::Borrowed("")),
        text if text.starts_with('"') => {
            let text = serde_json::from_str::<Text<'_>>(text).ok()?.0;
            (!text.contains('\0')).then_some(text)
        }
        // A number, true, false, or what stands inside.
        text => Some(Cow::Borrowed(text)),
    }
}

impl<'de> Deserialize<'de> for Record<'de> {
    fn deserialize<D: de::Deserializer<'de>>(parser: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Record<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record<'de>, A::Error> {
                let mut pairs = Vec::new();
                while let Some(Text(key)) = map.next_key()? {
                    pairs.push((key, map.next_value()?));
                }
                Ok(Record(pairs))
            }
        }
        parser.deserialize_map(Pairs)
    }
}

/// A text, borrowed where it has no escapes.
struct Text<'t>(Cow<'t, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: de::Deserializer<'de>>(parser: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        parser.deserialize_str(Any)
    }
}
