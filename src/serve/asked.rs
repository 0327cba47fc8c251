//! What a request says: the fields of its path, its query and its form, read into a type.
//!
//! A field comes once and is a text. One that the type does not have is refused, whatever the type says, so that no request
//! says more than its page asks for.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer as _, MapAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::page_error::PageError;
use crate::message::say;

/// The most characters of one field.
const LONGEST: usize = 4_000;

/// A request, as pages see it.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    fields: BTreeMap<String, String>,
    /// The path, without its query.
    path: String,
    /// The network address it came from.
    origin: String,
    /// What the session is known by.
    session: String,
}

impl Asked {
    /// A request with these fields of path, query and form. A name that comes twice is refused, and so is what no form sends.
    pub fn new(
        path: &str,
        origin: &str,
        session: &str,
        fields: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, PageError> {
        let mut asked = Self {
            path: path.to_owned(),
            origin: origin.to_owned(),
            session: session.to_owned(),
            fields: BTreeMap::new(),
        };
        for (name, value) in fields {
            let steers = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
            let is_text = value.chars().count() <= LONGEST && !value.contains(steers);
            if !is_text || asked.fields.insert(name, value).is_some() {
                return Err(PageError::Wrong(say!("serve.error.fields")));
            }
        }
        Ok(asked)
    }

    pub fn path(&self) -> &str {
        &self.path
    }

    pub fn origin(&self) -> &str {
        &self.origin
    }

    pub fn session(&self) -> &str {
        &self.session
    }

    /// The fields as a type whose own fields are texts, numbers, days, words or options of these. An empty field is as one
    /// that is not there.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, PageError> {
        T::deserialize(Fields(&self.fields)).map_err(|_| PageError::Wrong(say!("serve.error.fields")))
    }
}

/// It does not matter to whoever asked what exactly was wrong with a request that no page of ours makes.
#[derive(Debug)]
struct Unreadable;

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unreadable")
    }
}

impl std::error::Error for Unreadable {}

impl serde::de::Error for Unreadable {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

struct Fields<'f>(&'f BTreeMap<String, String>);

impl<'de> Deserializer<'de> for Fields<'de> {
    type Error = Unreadable;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        let fields: Vec<(&str, &str)> = self
            .0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        visitor.visit_map(Each {
            fields: fields.into_iter(),
            value: None,
        })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        if self.0.keys().any(|name| !known.contains(&name.as_str())) {
            return Err(Unreadable);
        }
        self.deserialize_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

struct Each<'f> {
    fields: std::vec::IntoIter<(&'f str, &'f str)>,
    value: Option<&'f str>,
}

impl<'de> MapAccess<'de> for Each<'de> {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Unreadable> {
        let Some((name, value)) = self.fields.next() else {
            return Ok(None);
        };
        self.value = Some(value);
        let name: StrDeserializer<'_, Unreadable> = name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Unreadable> {
        seed.deserialize(Field(self.value.take().unwrap_or_default()))
    }
}

/// One value, which is a text.
struct Field<'f>(&'f str);

macro_rules! parsed {
    ($($name:ident $visit:ident $type:ty),*) => {
        $(fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
            visitor.$visit(self.0.parse::<$type>().map_err(|_| Unreadable)?)
        })*
    };
}

impl<'de> Deserializer<'de> for Field<'de> {
    type Error = Unreadable;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_borrowed_str(self.0)
    }

    parsed! {
        deserialize_u8 visit_u8 u8, deserialize_u16 visit_u16 u16, deserialize_u32 visit_u32 u32,
        deserialize_u64 visit_u64 u64, deserialize_i32 visit_i32 i32, deserialize_i64 visit_i64 i64
    }

    /// A box that is ticked.
    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.0 {
            "on" => visitor.visit_bool(true),
            _ => Err(Unreadable),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        let word: StrDeserializer<'_, Unreadable> = self.0.into_deserializer();
        visitor.visit_enum(word)
    }

    forward_to_deserialize_any! {
        i8 i16 i128 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier
        ignored_any
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Form {
        key: String,
        page: Option<u32>,
        #[serde(default)]
        agreed: bool,
    }

    fn read(fields: &[(&str, &str)]) -> Option<Form> {
        let fields = fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Asked::new("/x", "", "", fields).ok()?.read().ok()
    }

    #[test]
    fn fields_are_read_as_their_types() {
        let form = |page, agreed| {
            Some(Form {
                key: "a".to_owned(),
                page,
                agreed,
            })
        };
        assert_eq!(read(&[("key", "a")]), form(None, false));
        assert_eq!(read(&[("key", "a"), ("page", "")]), form(None, false));
        assert_eq!(
            read(&[("key", "a"), ("page", "3"), ("agreed", "on")]),
            form(Some(3), true)
        );
    }

    #[test]
    fn what_no_page_asks_for_is_refused() {
        let long = "x".repeat(LONGEST + 1);
        for fields in [
            &[("page", "1")][..],
            &[("key", "a"), ("role", "hr")],
            &[("key", "a"), ("key", "b")],
            &[("key", "a\0")],
            &[("key", &long)],
            &[("key", "a"), ("page", "-1")],
            &[("key", "a"), ("page", "{\"select\":1}")],
            &[("key", "a"), ("agreed", "maybe")],
        ] {
            assert_eq!(read(fields), None, "{fields:?}");
        }
    }
}
