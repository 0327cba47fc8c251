//! One TOML table at a time, read key by key: what is missing, unknown or of the wrong type is kept with its place, and
//! reading goes on.

use std::cell::RefCell;
use std::ops::Range;

use chrono::NaiveDate;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{Fault, PlanError};
use super::known::Known;
use super::read::Ids;
use crate::diagnostic::{Place, did_you_mean};
use crate::incentive::number::Number;

/// A value with its place.
pub(super) type Item<'d> = &'d Spanned<DeValue<'d>>;

/// What every part of a plan is read with.
pub(super) struct Reader<'d> {
    pub(super) file: &'d str,
    pub(super) text: &'d str,
    pub(super) known: &'d Known,
    pub(super) ids: Ids,
    errors: RefCell<Vec<PlanError>>,
}

impl<'d> Reader<'d> {
    pub(super) fn new(file: &'d str, text: &'d str, known: &'d Known) -> Self {
        Self {
            file,
            text,
            known,
            ids: Ids::default(),
            errors: RefCell::new(Vec::new()),
        }
    }

    pub(super) fn place(&self, span: &Range<usize>) -> Place {
        Place::in_text(self.file, self.text, span.start)
    }

    pub(super) fn push(&self, error: PlanError) {
        self.errors.borrow_mut().push(error);
    }

    pub(super) fn fault(&self, block: &str, span: &Range<usize>, fault: Fault, hint: Option<String>) {
        self.push(PlanError {
            block: block.to_owned(),
            fault,
            place: self.place(span),
            hint,
        });
    }

    pub(super) fn into_errors(self) -> Vec<PlanError> {
        self.errors.into_inner()
    }

    /// The fields of `item`, if it is a table.
    pub(super) fn fields<'r>(&'r self, block: &str, key: &str, item: Item<'d>) -> Option<Fields<'r, 'd>> {
        let Some(table) = item.get_ref().as_table() else {
            self.wrong_type(block, key, item, "a table");
            return None;
        };
        Some(Fields::new(self, block.to_owned(), table, item.span()))
    }

    pub(super) fn wrong_type(&self, block: &str, key: &str, item: Item<'d>, wanted: &'static str) {
        let fault = Fault::Type {
            key: key.to_owned(),
            wanted,
            found: item.get_ref().type_str(),
        };
        self.fault(block, &item.span(), fault, None);
    }

    /// The number of a string; a float or bare integer is told as such.
    pub(super) fn number(&self, block: &str, key: &str, item: Item<'d>) -> Option<Number> {
        let float = |written, text: &str| Fault::Float {
            key: key.to_owned(),
            written,
            text: text.to_owned(),
        };
        let fault = match item.get_ref() {
            DeValue::String(text) => match Number::parse(text) {
                Some(number) => return Some(number),
                None => Fault::Number {
                    key: key.to_owned(),
                    text: text.to_string(),
                },
            },
            DeValue::Float(text) => float("float", text.as_str()),
            DeValue::Integer(text) => float("bare integer", text.as_str()),
            _ => {
                self.wrong_type(block, key, item, "a number in a string");
                return None;
            }
        };
        self.fault(block, &item.span(), fault, None);
        None
    }

    pub(super) fn integer(&self, block: &str, key: &str, item: Item<'d>) -> Option<u32> {
        let value = item
            .get_ref()
            .as_integer()
            .and_then(|i| u32::from_str_radix(&i.as_str().replace('_', ""), i.radix()).ok());
        if value.is_none() {
            match item.get_ref() {
                DeValue::Float(_) | DeValue::String(_) => {
                    self.wrong_type(block, key, item, "an integer without quotes");
                }
                _ => self.wrong_type(block, key, item, "an integer of 0 or more"),
            }
        }
        value
    }

    pub(super) fn date(&self, block: &str, key: &str, item: Item<'d>) -> Option<NaiveDate> {
        let day = item
            .get_ref()
            .as_datetime()
            .filter(|d| d.time.is_none())
            .and_then(|d| d.date);
        let day = day.and_then(|d| NaiveDate::from_ymd_opt(i32::from(d.year), u32::from(d.month), u32::from(d.day)));
        if day.is_none() {
            self.wrong_type(block, key, item, "a date such as 2026-01-01, without quotes");
        }
        day
    }

    pub(super) fn text(&self, block: &str, key: &str, item: Item<'d>) -> Option<&'d str> {
        let text = item.get_ref().as_str();
        if text.is_none() {
            self.wrong_type(block, key, item, "text in quotes");
        }
        text
    }

    pub(super) fn word<T: Copy>(&self, block: &str, key: &str, item: Item<'d>, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(block, key, item)?;
        let found = words.iter().find(|(word, _)| *word == text);
        if found.is_none() {
            let list: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let fault = Fault::NotAllowed(format!("`{key}` = \"{text}\""));
            self.fault(
                block,
                &item.span(),
                fault,
                Some(format!("allowed are {}", list.join(", "))),
            );
        }
        found.map(|(_, value)| *value)
    }

    /// The entries of an array.
    pub(super) fn array(&self, block: &str, key: &str, item: Item<'d>) -> Vec<Item<'d>> {
        if let Some(array) = item.get_ref().as_array() {
            return array.iter().collect();
        }
        self.wrong_type(block, key, item, "a list in brackets");
        Vec::new()
    }
}

/// A table of a block, and which of its keys were asked for.
pub(super) struct Fields<'r, 'd> {
    pub(super) reader: &'r Reader<'d>,
    /// How messages name the block.
    pub(super) block: String,
    table: &'d DeTable<'d>,
    span: Range<usize>,
    asked: RefCell<Vec<&'static str>>,
}

impl<'r, 'd> Fields<'r, 'd> {
    pub(super) fn new(reader: &'r Reader<'d>, block: String, table: &'d DeTable<'d>, span: Range<usize>) -> Self {
        Self {
            reader,
            block,
            table,
            span,
            asked: RefCell::default(),
        }
    }

    pub(super) fn place(&self) -> Place {
        self.reader.place(&self.span)
    }

    /// The place of a key's value, or of the table.
    pub(super) fn span_of(&self, key: &str) -> Range<usize> {
        self.table.get(key).map_or(self.span.clone(), Spanned::span)
    }

    pub(super) fn fault(&self, key: &str, fault: Fault) {
        self.reader.fault(&self.block, &self.span_of(key), fault, None);
    }

    pub(super) fn fault_with(&self, key: &str, fault: Fault, hint: String) {
        self.reader.fault(&self.block, &self.span_of(key), fault, Some(hint));
    }

    pub(super) fn not_allowed(&self, key: &str, what: impl Into<String>) {
        self.fault(key, Fault::NotAllowed(what.into()));
    }

    pub(super) fn missing(&self, key: &str) {
        self.reader
            .fault(&self.block, &self.span, Fault::Missing(key.to_owned()), None);
    }

    /// True if the key is written; this alone does not make it a known one.
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.get(key).is_some()
    }

    pub(super) fn get(&self, key: &'static str) -> Option<Item<'d>> {
        self.asked.borrow_mut().push(key);
        self.table.get(key)
    }

    pub(super) fn need(&self, key: &'static str) -> Option<Item<'d>> {
        let item = self.get(key);
        if item.is_none() {
            self.missing(key);
        }
        item
    }

    pub(super) fn text(&self, key: &'static str) -> Option<String> {
        self.reader
            .text(&self.block, key, self.need(key)?)
            .map(ToOwned::to_owned)
    }

    /// Text where a name or title is wanted: not empty.
    pub(super) fn title(&self, key: &'static str) -> Option<String> {
        let text = self.text(key)?;
        if text.trim().is_empty() {
            self.not_allowed(key, format!("an empty `{key}`"));
            return None;
        }
        Some(text)
    }

    pub(super) fn optional_text(&self, key: &'static str) -> Option<String> {
        let item = self.get(key)?;
        self.reader.text(&self.block, key, item).map(ToOwned::to_owned)
    }

    pub(super) fn number(&self, key: &'static str) -> Option<Number> {
        self.reader.number(&self.block, key, self.need(key)?)
    }

    /// `Some(None)` if it is not written, `None` if it is written wrongly.
    pub(super) fn optional_number(&self, key: &'static str) -> Option<Option<Number>> {
        match self.get(key) {
            None => Some(None),
            Some(item) => self.reader.number(&self.block, key, item).map(Some),
        }
    }

    pub(super) fn integer(&self, key: &'static str) -> Option<u32> {
        self.reader.integer(&self.block, key, self.need(key)?)
    }

    pub(super) fn date(&self, key: &'static str) -> Option<NaiveDate> {
        self.reader.date(&self.block, key, self.need(key)?)
    }

    /// A date that may be left out; `None` inside if it is.
    pub(super) fn optional_date(&self, key: &'static str) -> Option<Option<NaiveDate>> {
        match self.get(key) {
            None => Some(None),
            Some(item) => self.reader.date(&self.block, key, item).map(Some),
        }
    }

    pub(super) fn boolean(&self, key: &'static str) -> Option<bool> {
        self.boolean_of(key, self.need(key)?)
    }

    /// False if it is not written.
    pub(super) fn optional_boolean(&self, key: &'static str) -> Option<bool> {
        match self.get(key) {
            None => Some(false),
            Some(item) => self.boolean_of(key, item),
        }
    }

    fn boolean_of(&self, key: &str, item: Item<'d>) -> Option<bool> {
        let value = item.get_ref().as_bool();
        if value.is_none() {
            self.reader.wrong_type(&self.block, key, item, "true or false");
        }
        value
    }

    pub(super) fn word<T: Copy>(&self, key: &'static str, words: &[(&str, T)]) -> Option<T> {
        self.reader.word(&self.block, key, self.need(key)?, words)
    }

    pub(super) fn optional_word<T: Copy>(&self, key: &'static str, words: &[(&str, T)]) -> Option<Option<T>> {
        match self.get(key) {
            None => Some(None),
            Some(item) => self.reader.word(&self.block, key, item, words).map(Some),
        }
    }

    /// The entries of a list that must be there.
    pub(super) fn array(&self, key: &'static str) -> Option<Vec<Item<'d>>> {
        let item = self.need(key)?;
        Some(self.reader.array(&self.block, key, item))
    }

    /// The entries of a list that may be left out.
    pub(super) fn optional_array(&self, key: &'static str) -> Option<Vec<Item<'d>>> {
        let item = self.get(key)?;
        Some(self.reader.array(&self.block, key, item))
    }

    /// The tables of a list of tables that must hold one at least.
    pub(super) fn tables(&self, key: &'static str) -> Vec<Fields<'r, 'd>> {
        let Some(items) = self.array(key) else {
            return Vec::new();
        };
        if items.is_empty() {
            self.not_allowed(key, format!("an empty `{key}`"));
        }
        self.each_table(key, &items)
    }

    /// The tables of a list that may be left out.
    pub(super) fn optional_tables(&self, key: &'static str) -> Vec<Fields<'r, 'd>> {
        let items = self.optional_array(key).unwrap_or_default();
        self.each_table(key, &items)
    }

    fn each_table(&self, key: &str, items: &[Item<'d>]) -> Vec<Fields<'r, 'd>> {
        items
            .iter()
            .filter_map(|item| self.reader.fields(&self.block, key, item))
            .collect()
    }

    /// The table under `key`, if it is written.
    pub(super) fn optional_table(&self, key: &'static str) -> Option<Fields<'r, 'd>> {
        let item = self.get(key)?;
        self.reader.fields(&self.block, key, item)
    }

    /// All keys as they are written, for tables whose keys are names.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&'d str, Range<usize>, Item<'d>)> + use<'d> {
        let table = self.table;
        table
            .iter()
            .map(|(key, value)| (key.get_ref().as_ref(), key.span(), value))
    }

    /// Tells the keys nobody asked for.
    pub(super) fn finish(&self) {
        let asked = self.asked.borrow();
        for (key, span, _) in self.entries() {
            if !asked.contains(&key) {
                let fault = Fault::Unknown {
                    what: "key",
                    name: key.to_owned(),
                };
                self.reader
                    .fault(&self.block, &span, fault, Some(did_you_mean(key, &asked)));
            }
        }
    }
}
