//! Messages as data: the name of a sentence and the values in it. The sentence stands in the locale files
//! (`report-templates/locale/`), and `wording.rs` puts the two together in the reader's language.
//!
//! Errors are enums made by [`messages!`]: a variant's name is the name of its sentence, its fields are the values.
//! Any other message is made where it is needed by [`say!`]. `tests/texts.rs` reads both off the source, so that each is
//! known to stand in every language with no value it is not given.

use std::path::{Path, PathBuf};

use crate::visible::visible_name;

/// A sentence still without a language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The dotted name of the text: `errors.ingest.no_such_path`.
    pub id: String,
    /// What stands for each `{name}` of the text.
    pub values: Vec<(&'static str, Value)>,
}

impl Message {
    pub fn new(id: impl Into<String>, values: Vec<(&'static str, Value)>) -> Self {
        Self { id: id.into(), values }
    }

    /// The message of the variant `variant` of an enum whose messages stand in `area`.
    pub fn of_variant(area: &str, variant: &str, values: Vec<(&'static str, Value)>) -> Self {
        Self::new(format!("{area}.{}", snake(variant)), values)
    }

    /// Words that come from outside and are the same in every language, such as what the database engine says.
    pub fn verbatim(text: impl Into<String>) -> Self {
        Self::new("errors.verbatim", vec![("text", Value::Text(text.into()))])
    }

    /// Another text beside this one's, such as its `hint`, with the same values.
    pub fn part(&self, name: &str) -> Self {
        Self::new(format!("{}.{name}", self.id), self.values.clone())
    }
}

/// `NoSuchPath` as `no_such_path`.
fn snake(variant: &str) -> String {
    let mut out = String::with_capacity(variant.len() + 4);
    for (index, letter) in variant.char_indices() {
        if letter.is_uppercase() && index > 0 {
            out.push('_');
        }
        out.extend(letter.to_lowercase());
    }
    out
}

/// What a message is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// The same in every language: a path, a name, a number.
    Text(String),
    /// A word of the program such as `month`: `errors.word` says it in the other language.
    Word(String),
    /// Joined by what the language puts between the members of a list.
    List(Vec<Value>),
    Message(Box<Message>),
}

/// Something that is said by one message.
pub trait Say {
    fn message(&self) -> Message;
}

/// Something that can stand in a message.
pub trait ToValue {
    fn to_value(&self) -> Value;
}

/// A number with its thousands apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grouped(pub u64);

/// Names as they stand in a sentence, each between backticks.
pub fn quoted<T: std::fmt::Display>(names: impl IntoIterator<Item = T>) -> Vec<String> {
    names.into_iter().map(|name| format!("`{name}`")).collect()
}

impl ToValue for Grouped {
    fn to_value(&self) -> Value {
        Value::Text(crate::decimal::grouped(self.0.into()))
    }
}

/// A word of the program that is not known before it runs, such as the kind of period a file asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word(pub String);

impl ToValue for Word {
    fn to_value(&self) -> Value {
        Value::Word(self.0.clone())
    }
}

impl ToValue for Value {
    fn to_value(&self) -> Value {
        self.clone()
    }
}

/// Line and column.
impl ToValue for (usize, usize) {
    fn to_value(&self) -> Value {
        Value::Text(format!("{}:{}", self.0, self.1))
    }
}

impl ToValue for &'static str {
    fn to_value(&self) -> Value {
        Value::Word((*self).to_owned())
    }
}

impl ToValue for Message {
    fn to_value(&self) -> Value {
        Value::Message(Box::new(self.clone()))
    }
}

impl ToValue for PathBuf {
    fn to_value(&self) -> Value {
        self.as_path().to_value()
    }
}

impl ToValue for Path {
    fn to_value(&self) -> Value {
        Value::Text(visible_name(&self.display().to_string()).into_owned())
    }
}

impl<T: ToValue> ToValue for Vec<T> {
    fn to_value(&self) -> Value {
        Value::List(self.iter().map(ToValue::to_value).collect())
    }
}

impl<T: ToValue + ?Sized> ToValue for Box<T> {
    fn to_value(&self) -> Value {
        (**self).to_value()
    }
}

impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> Value {
        (**self).to_value()
    }
}

/// Nothing where there is none.
impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Text(String::new()), ToValue::to_value)
    }
}

macro_rules! as_displayed {
    ($($type:ty),*) => {
        $(impl ToValue for $type {
            fn to_value(&self) -> Value {
                Value::Text(self.to_string())
            }
        })*
    };
}
as_displayed!(String, u16, i32, i64, u32, u64, usize, chrono::NaiveDate);

/// The message of that name with these values: `say!("commands.status.rows", rows)` or `say!("...", rows = count + 1)`.
macro_rules! say {
    ($id:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {
        $crate::message::Message::new(
            $id,
            vec![$((stringify!($name), $crate::message::say!(@value $name $(= $value)?))),*],
        )
    };
    (@value $name:ident = $value:expr) => { $crate::message::ToValue::to_value(&$value) };
    (@value $name:ident) => { $crate::message::ToValue::to_value(&$name) };
}
pub(crate) use say;

/// An enum of messages whose texts stand in the table named first:
///
/// ```text
/// messages! {
///     "errors.period"
///     pub enum PeriodError {
///         Unknown(text: String),
///         WrongKind { period: String, wanted: &'static str },
///     }
/// }
/// ```
///
/// It is an error with the English sentence as its `Display`. A single unnamed field is named for the text only.
macro_rules! messages {
    (
        $area:literal
        $(#[$attribute:meta])*
        $visibility:vis enum $name:ident {
            $(
                $(#[$of_variant:meta])*
                $variant:ident
                $( ( $only:ident : $only_type:ty ) )?
                $( { $( $(#[$of_field:meta])* $field:ident : $type:ty ),* $(,)? } )?
            ),* $(,)?
        }
    ) => {
        $(#[$attribute])*
        $visibility enum $name {
            $(
                $(#[$of_variant])*
                $variant $( ( $only_type ) )? $( { $( $(#[$of_field])* $field : $type ),* } )?
            ),*
        }

        impl $crate::message::Say for $name {
            fn message(&self) -> $crate::message::Message {
                match self {
                    $(
                        Self::$variant $( ( $only ) )? $( { $( $field ),* } )? => {
                            $crate::message::Message::of_variant($area, stringify!($variant), vec![
                                $( (stringify!($only), $crate::message::ToValue::to_value($only)), )?
                                $( $( (stringify!($field), $crate::message::ToValue::to_value($field)), )* )?
                            ])
                        }
                    )*
                }
            }
        }

        $crate::message::error_in_english!($name);
    };
}
pub(crate) use messages;

/// What is said by a message as an error whose `Display` is the English sentence.
macro_rules! error_in_english {
    ($name:ident) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let english = $crate::wording::Wording::shipped($crate::locale::Locale::En);
                f.write_str(&english.say(&$crate::message::Say::message(self)))
            }
        }

        impl std::error::Error for $name {}

        impl $crate::message::ToValue for $name {
            fn to_value(&self) -> $crate::message::Value {
                $crate::message::ToValue::to_value(&$crate::message::Say::message(self))
            }
        }
    };
}
pub(crate) use error_in_english;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variant_names_its_text() {
        for (variant, name) in [
            ("NoSuchPath", "no_such_path"),
            ("Bom", "bom"),
            ("NotADatabase", "not_a_database"),
        ] {
            assert_eq!(snake(variant), name);
        }
    }
}
