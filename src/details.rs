//! What the system and libraries say, as messages: the kind in the reader's language, their own English words behind it.

use std::io;

use crate::message::{Message, Say, ToValue, Value, quoted, say};
use crate::refusal::Refusal;

impl Say for io::Error {
    fn message(&self) -> Message {
        Refusal::of(self).message()
    }
}

/// A word nobody knows stands between backticks, those that are known behind it.
impl Say for toml::de::Error {
    fn message(&self) -> Message {
        let detail = self.message().trim().replace('\n', ", ");
        let after = |start: &str| {
            let (name, rest) = detail.strip_prefix(start)?.split_once('`')?;
            Some((name.to_owned(), quoted(rest.split('`').skip(1).step_by(2))))
        };
        match (
            after("unknown field `"),
            after("unknown variant `"),
            after("missing field `"),
        ) {
            (Some((name, known)), _, _) if !known.is_empty() => say!("errors.toml.unknown_key", name, known),
            (_, Some((name, known)), _) if !known.is_empty() => say!("errors.toml.unknown_word", name, known),
            (_, _, Some((name, _))) => say!("errors.toml.missing_key", name),
            _ => say!("errors.toml.invalid", detail),
        }
    }
}

macro_rules! say_with_detail {
    ($($error:ty => $id:literal),* $(,)?) => {
        $(impl Say for $error {
            fn message(&self) -> Message {
                Message::new($id, vec![("detail", Value::Text(self.to_string()))])
            }
        })*
    };
}
say_with_detail!(
    csv::Error => "errors.parts.csv",
    minijinja::Error => "errors.parts.template",
    quick_xml::Error => "errors.parts.xml",
    quick_xml::events::attributes::AttrError => "errors.parts.xml",
    rust_xlsxwriter::XlsxError => "errors.parts.workbook",
    serde_json::Error => "errors.parts.json",
    zip::result::ZipError => "errors.parts.zip",
);

impl ToValue for rust_xlsxwriter::XlsxError {
    fn to_value(&self) -> Value {
        self.message().to_value()
    }
}
