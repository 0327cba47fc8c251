//! One TOML table at a time, read key by key: what is missing, unknown or of the wrong type is kept with its place, and
//! reading goes on, so that a plan with twenty mistakes shows twenty.
//!
//! [`Fields::need`] and [`Fields::optional`] read a [`Field`] of whatever type is asked for. A value that is written wrongly
//! is told once and then counts as not there; [`Fields::has`] tells the two apart where that matters.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::ops::Range;

use chrono::NaiveDate;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{Fault, PlanError, block_of_kind};
use super::known::Known;
use crate::diagnostic::{Lines, Place, did_you_mean};
use crate::incentive::number::Number;
use crate::message::{Message, say};
use crate::word::Word;

/// Mistakes that are told of one plan: what comes after them may follow from them.
const MOST_MISTAKES: usize = 200;
/// Bytes of one text, conditions too.
const MOST_TEXT: usize = 10_000;
/// Blocks of one kind, and versions of all blocks.
pub(super) const MOST_BLOCKS: usize = 1_000;
pub(super) const MOST_VERSIONS: usize = 5_000;
/// Letters of something written wrongly that are shown.
const SHOWN: usize = 60;

/// `text`, or how it begins.
pub(crate) fn shown(text: &str) -> String {
    let mut letters = text.chars();
    let start: String = letters.by_ref().take(SHOWN).collect();
    if letters.next().is_some() { start + "…" } else { start }
}

/// A value with its place.
type Item<'d> = &'d Spanned<DeValue<'d>>;

/// True for a letter followed by letters, digits, `_` or `-`.
pub(crate) fn is_id(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

/// The ids of a plan by what they name, known before the blocks are read.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    pub(crate) params: HashSet<String>,
    pub(crate) tables: HashSet<String>,
    pub(crate) rate_tables: HashSet<String>,
    pub(crate) components: HashSet<String>,
}

impl Ids {
    fn of(root: &DeTable<'_>) -> Self {
        let of = |kind: &str| -> HashSet<String> {
            let blocks = root.get(kind).and_then(|item| item.get_ref().as_array());
            let tables = blocks
                .into_iter()
                .flatten()
                .filter_map(|item| item.get_ref().as_table());
            tables
                .filter_map(|table| table.get("id")?.get_ref().as_str().map(ToOwned::to_owned))
                .collect()
        };
        Self {
            params: of("param"),
            tables: of("table"),
            rate_tables: of("rate_table"),
            components: of("component"),
        }
    }
}

/// What every part of a plan is read with.
pub(crate) struct Reader<'d> {
    pub(crate) file: &'d str,
    lines: Lines<'d>,
    pub(crate) known: &'d Known,
    pub(crate) ids: Ids,
    /// True for a file of rules across plans.
    pub(crate) is_across: bool,
    errors: RefCell<Vec<PlanError>>,
    /// Params by which something is limited, with what they are multiplied by, and what is wrong if that is below 0.
    limits: RefCell<Vec<(String, Number, PlanError)>>,
    /// Mistakes behind those that are kept.
    untold: Cell<usize>,
    versions: Cell<usize>,
}

impl<'d> Reader<'d> {
    pub(super) fn new(file: &'d str, text: &'d str, known: &'d Known, root: &DeTable<'_>, is_across: bool) -> Self {
        Self {
            file,
            is_across,
            lines: Lines::of(text),
            known,
            ids: Ids::of(root),
            errors: RefCell::default(),
            limits: RefCell::default(),
            untold: Cell::new(0),
            versions: Cell::new(0),
        }
    }

    pub(crate) fn push(&self, error: PlanError) {
        if self.is_full() {
            self.untold.set(self.untold.get() + 1);
        } else {
            self.errors.borrow_mut().push(error);
        }
    }

    /// True if no mistake more is told.
    fn is_full(&self) -> bool {
        self.errors.borrow().len() >= MOST_MISTAKES
    }

    /// Counts a version; false if there are more than anybody writes.
    pub(super) fn counts_version(&self) -> bool {
        self.versions.set(self.versions.get() + 1);
        self.versions.get() <= MOST_VERSIONS
    }

    /// Params that must not be below 0.
    pub(super) fn limits(&self) -> Vec<(String, Number, PlanError)> {
        self.limits.borrow().clone()
    }

    /// The mistakes in the order of the file, each once.
    pub(super) fn into_errors(self) -> Vec<PlanError> {
        let mut errors = self.errors.into_inner();
        errors.sort_by_key(|e| e.place.position);
        errors.dedup();
        if self.untold.get() > 0 {
            errors.push(PlanError {
                block: block_of_kind("plan"),
                fault: Fault::More(self.untold.get()),
                place: Place::file(self.file),
                hint: None,
            });
        }
        errors
    }

    fn place(&self, span: &Range<usize>) -> Place {
        self.lines.place(self.file, span.start)
    }

    fn fault(&self, block: &Message, span: &Range<usize>, fault: Fault, hint: Option<Message>) {
        self.push(PlanError {
            block: block.clone(),
            fault,
            place: self.place(span),
            hint,
        });
    }
}

/// What can stand under a key.
pub(crate) trait Field: Sized {
    /// The value, or nothing and the mistake told.
    fn read(entry: &Entry<'_, '_>) -> Option<Self>;
}

impl<T: Word> Field for T {
    fn read(entry: &Entry<'_, '_>) -> Option<Self> {
        entry.word(T::WORDS)
    }
}

impl Field for Number {
    fn read(entry: &Entry<'_, '_>) -> Option<Self> {
        let float = |written, text: &str| Fault::Float {
            key: entry.key.to_owned(),
            written,
            text: shown(text),
        };
        let fault = match entry.value() {
            DeValue::String(text) => match Self::parse(text) {
                Some(number) => return Some(number),
                None => Fault::Number {
                    key: entry.key.to_owned(),
                    text: shown(text),
                },
            },
            DeValue::Float(text) => float("float", text.as_str()),
            DeValue::Integer(text) => float("bare integer", text.as_str()),
            _ => return entry.wrong_type("a number in a string"),
        };
        entry.fault(fault, None);
        None
    }
}

impl Field for u32 {
    fn read(entry: &Entry<'_, '_>) -> Option<Self> {
        let integer = entry.value().as_integer();
        let value = integer.and_then(|i| Self::from_str_radix(&i.as_str().replace('_', ""), i.radix()).ok());
        value.or_else(|| match entry.value() {
            DeValue::Float(_) | DeValue::String(_) => entry.wrong_type("an integer without quotes"),
            DeValue::Integer(text) => {
                let (key, text) = (entry.key.to_owned(), shown(text.as_str()));
                entry.not_allowed(say!("errors.plan.not_allowed.integer", key, text));
                None
            }
            _ => entry.wrong_type("an integer of 0 or more"),
        })
    }
}

impl Field for NaiveDate {
    fn read(entry: &Entry<'_, '_>) -> Option<Self> {
        let written = entry.value().as_datetime().filter(|d| d.time.is_none());
        let day = written.and_then(|d| d.date);
        day.and_then(|d| Self::from_ymd_opt(i32::from(d.year), u32::from(d.month), u32::from(d.day)))
            .or_else(|| entry.wrong_type("a date such as 2026-01-01, without quotes"))
    }
}

impl Field for bool {
    fn read(entry: &Entry<'_, '_>) -> Option<Self> {
        entry.value().as_bool().or_else(|| entry.wrong_type("true or false"))
    }
}

impl Field for String {
    fn read(entry: &Entry<'_, '_>) -> Option<Self> {
        entry.text().map(ToOwned::to_owned)
    }
}

/// A list; one entry that is written wrongly leaves nothing of it.
impl<T: Field> Field for Vec<T> {
    fn read(entry: &Entry<'_, '_>) -> Option<Self> {
        // All are read, so that every mistake is told.
        let read: Vec<Option<T>> = entry.list()?.iter().map(T::read).collect();
        read.into_iter().collect()
    }
}

/// A share of an amount: from 0 to 1.
pub(crate) struct Share(pub(crate) Number);

impl Field for Share {
    fn read(entry: &Entry<'_, '_>) -> Option<Self> {
        let share = NotNegative::read(entry)?.0;
        if share > Number::one() {
            let (key, share) = (entry.key.to_owned(), share.to_string());
            entry.not_allowed(say!("errors.plan.not_allowed.share", key, share));
            return None;
        }
        Some(Self(share))
    }
}

/// A number that is not below 0.
pub(crate) struct NotNegative(pub(crate) Number);

impl Field for NotNegative {
    fn read(entry: &Entry<'_, '_>) -> Option<Self> {
        let number = Number::read(entry)?;
        if number.is_negative() {
            entry.negative(&number);
            return None;
        }
        Some(Self(number))
    }
}

/// The id of a table of the plan.
pub(crate) struct TableId(pub(crate) String);

impl Field for TableId {
    fn read(entry: &Entry<'_, '_>) -> Option<Self> {
        entry.one_of("table", &entry.reader.ids.tables).map(Self)
    }
}

/// A column of payments.
pub(crate) struct ColumnName(pub(crate) String);

impl Field for ColumnName {
    fn read(entry: &Entry<'_, '_>) -> Option<Self> {
        let column = entry.text()?;
        let known = entry.reader.known.columns.iter().map(String::as_str);
        entry.known("column", column, &known.collect::<Vec<_>>()).map(Self)
    }
}

/// A value with where it stands: what a [`Field`] is read from.
pub(crate) struct Entry<'f, 'd> {
    pub(crate) reader: &'f Reader<'d>,
    /// How messages name the block.
    pub(crate) block: &'f Message,
    pub(crate) key: &'f str,
    item: Item<'d>,
}

impl<'f, 'd> Entry<'f, 'd> {
    pub(crate) fn value(&self) -> &'d DeValue<'d> {
        self.item.get_ref()
    }

    pub(crate) fn span(&self) -> Range<usize> {
        self.item.span()
    }

    pub(crate) fn fault(&self, fault: Fault, hint: Option<Message>) {
        self.reader.fault(self.block, &self.span(), fault, hint);
    }

    pub(crate) fn not_allowed(&self, what: Message) {
        self.fault(Fault::NotAllowed(what), None);
    }

    /// Tells a number below 0 where none may be.
    pub(crate) fn negative(&self, number: &Number) {
        self.fault(self.of_negative(number), None);
    }

    fn of_negative(&self, number: &Number) -> Fault {
        let (key, number) = (self.key.to_owned(), number.to_string());
        Fault::Negative { key, number }
    }

    /// Remembers that a param, multiplied by `times`, must not be below 0.
    pub(crate) fn limited_by(&self, param: &str, times: &Number) {
        let error = PlanError {
            block: self.block.clone(),
            fault: self.of_negative(times),
            place: self.reader.place(&self.span()),
            hint: None,
        };
        self.reader
            .limits
            .borrow_mut()
            .push((param.to_owned(), times.clone(), error));
    }

    /// Tells that something else was wanted; there is no value then.
    pub(crate) fn wrong_type<T>(&self, wanted: &'static str) -> Option<T> {
        let fault = Fault::Type {
            key: self.key.to_owned(),
            wanted,
            found: self.value().type_str(),
        };
        self.fault(fault, None);
        None
    }

    pub(crate) fn text(&self) -> Option<&'d str> {
        let text = self.value().as_str().or_else(|| self.wrong_type("text in quotes"))?;
        if text.len() > MOST_TEXT {
            let (what, most) = (self.key.to_owned(), MOST_TEXT);
            self.fault(Fault::TooMuch { what, most }, None);
            return None;
        }
        Some(text)
    }

    pub(crate) fn word<T: Copy>(&self, words: &[(&str, T)]) -> Option<T> {
        let text = self.text()?;
        let found = words.iter().find(|(word, _)| *word == text);
        if found.is_none() {
            let list: Vec<String> = words.iter().map(|(word, _)| (*word).to_owned()).collect();
            let (key, text) = (self.key.to_owned(), shown(text));
            let fault = Fault::NotAllowed(say!("errors.plan.not_allowed.word", key, text));
            self.fault(fault, Some(say!("errors.plan.not_allowed.allowed", list)));
        }
        found.map(|(_, value)| *value)
    }

    /// The id written here, if it is one of the plan's `ids` of this kind.
    pub(crate) fn one_of(&self, what: &'static str, ids: &HashSet<String>) -> Option<String> {
        let name = self.text()?;
        if ids.contains(name) {
            return Some(name.to_owned());
        }
        self.unknown(what, name, || {
            let mut names: Vec<&str> = ids.iter().map(String::as_str).collect();
            names.sort_unstable();
            names
        });
        None
    }

    /// `name`, if it is known.
    pub(crate) fn known(&self, what: &'static str, name: &str, known: &[&str]) -> Option<String> {
        if known.contains(&name) {
            return Some(name.to_owned());
        }
        self.unknown(what, name, || known.to_vec());
        None
    }

    /// Tells a name nobody knows, with a near one: comparing takes long, and is left out where nothing more is told.
    fn unknown<'k>(&self, what: &'static str, name: &str, known: impl FnOnce() -> Vec<&'k str>) {
        let known = if self.reader.is_full() { Vec::new() } else { known() };
        let name = shown(name);
        let hint = (!known.is_empty()).then(|| did_you_mean(&name, &known));
        self.fault(Fault::Unknown { what, name }, hint);
    }

    /// The entries of a list.
    pub(crate) fn list(&self) -> Option<Vec<Entry<'f, 'd>>> {
        let Some(array) = self.value().as_array() else {
            return self.wrong_type("a list in brackets");
        };
        let entry = |item| Entry {
            reader: self.reader,
            block: self.block,
            key: self.key,
            item,
        };
        Some(array.iter().map(entry).collect())
    }

    /// The keys of a table.
    pub(crate) fn table(&self) -> Option<Fields<'f, 'd>> {
        let Some(table) = self.value().as_table() else {
            return self.wrong_type("a table");
        };
        Some(Fields::new(self.reader, self.block.clone(), table, self.span()))
    }
}

/// A table of a block, and which of its keys were asked for.
pub(crate) struct Fields<'r, 'd> {
    pub(crate) reader: &'r Reader<'d>,
    /// How messages name the block.
    pub(crate) block: Message,
    table: &'d DeTable<'d>,
    span: Range<usize>,
    asked: RefCell<Vec<&'static str>>,
    /// True if nobody knows which keys belong here.
    is_open: Cell<bool>,
}

impl<'r, 'd> Fields<'r, 'd> {
    pub(super) fn new(reader: &'r Reader<'d>, block: Message, table: &'d DeTable<'d>, span: Range<usize>) -> Self {
        Self {
            reader,
            block,
            table,
            span,
            asked: RefCell::default(),
            is_open: Cell::new(false),
        }
    }

    pub(crate) fn place(&self) -> Place {
        self.reader.place(&self.span)
    }

    /// Where the value of a key stands, or the table.
    pub(crate) fn place_of(&self, key: &str) -> Place {
        self.reader.place(&self.span_of(key))
    }

    fn span_of(&self, key: &str) -> Range<usize> {
        self.table.get(key).map_or(self.span.clone(), Spanned::span)
    }

    pub(crate) fn fault(&self, key: &str, fault: Fault, hint: Option<Message>) {
        self.reader.fault(&self.block, &self.span_of(key), fault, hint);
    }

    pub(crate) fn not_allowed(&self, key: &str, what: Message) {
        self.fault(key, Fault::NotAllowed(what), None);
    }

    /// The same at a place of the table that is no value of a key.
    pub(crate) fn fault_at(&self, span: &Range<usize>, fault: Fault, hint: Option<Message>) {
        self.reader.fault(&self.block, span, fault, hint);
    }

    pub(crate) fn missing(&self, key: &str) {
        self.fault_at(&self.span, Fault::Missing(key.to_owned()), None);
    }

    /// True if the key is written; this alone does not make it a known one.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.table.get(key).is_some()
    }

    /// Tells a key that cannot stand here, if it does.
    pub(crate) fn refuse(&self, key: &'static str, what: Message) {
        if self.entry(key).is_some() {
            self.not_allowed(key, what);
        }
    }

    pub(crate) fn entry(&self, key: &'static str) -> Option<Entry<'_, 'd>> {
        let mut asked = self.asked.borrow_mut();
        if !asked.contains(&key) {
            asked.push(key);
        }
        self.table.get(key).map(|item| self.of(key, item))
    }

    fn of<'f>(&'f self, key: &'f str, item: Item<'d>) -> Entry<'f, 'd> {
        Entry {
            reader: self.reader,
            block: &self.block,
            key,
            item,
        }
    }

    pub(crate) fn need_entry(&self, key: &'static str) -> Option<Entry<'_, 'd>> {
        let entry = self.entry(key);
        if entry.is_none() {
            self.missing(key);
        }
        entry
    }

    /// The value under a key that must be there.
    pub(crate) fn need<T: Field>(&self, key: &'static str) -> Option<T> {
        T::read(&self.need_entry(key)?)
    }

    /// The value under a key that may be left out.
    pub(crate) fn optional<T: Field>(&self, key: &'static str) -> Option<T> {
        T::read(&self.entry(key)?)
    }

    /// What one of a few words means, where no type of its own is worth it.
    pub(crate) fn word<T: Copy>(&self, key: &'static str, words: &[(&str, T)]) -> Option<T> {
        self.need_entry(key)?.word(words)
    }

    pub(crate) fn optional_word<T: Copy>(&self, key: &'static str, words: &[(&str, T)]) -> Option<T> {
        self.entry(key)?.word(words)
    }

    /// Text where a name or title is wanted: not empty.
    pub(crate) fn title(&self, key: &'static str) -> Option<String> {
        let text: String = self.need(key)?;
        if text.trim().is_empty() {
            self.not_allowed(key, say!("errors.plan.not_allowed.empty", key = key.to_owned()));
            return None;
        }
        Some(text)
    }

    /// The tables of a list of tables that must hold one at least.
    pub(crate) fn tables(&self, key: &'static str) -> Vec<Fields<'_, 'd>> {
        let items = self.need_entry(key).and_then(|entry| entry.list());
        if items.as_ref().is_some_and(Vec::is_empty) {
            self.not_allowed(key, say!("errors.plan.not_allowed.empty", key = key.to_owned()));
        }
        items.into_iter().flatten().filter_map(|entry| entry.table()).collect()
    }

    /// The tables of a list that may be left out.
    pub(crate) fn optional_tables(&self, key: &'static str) -> Vec<Fields<'_, 'd>> {
        let items = self.entry(key).and_then(|entry| entry.list());
        items.into_iter().flatten().filter_map(|entry| entry.table()).collect()
    }

    /// All keys as they are written, for tables whose keys are names.
    pub(crate) fn names(&self) -> impl Iterator<Item = (Range<usize>, Entry<'_, 'd>)> {
        let items = self.table.iter();
        items.map(|(key, value)| (key.span(), self.of(key.get_ref().as_ref(), value)))
    }

    /// The name of a column that is a key, at `span`.
    pub(crate) fn column(&self, name: &str, span: &Range<usize>) {
        let known: Vec<&str> = self.reader.known.columns.iter().map(String::as_str).collect();
        if !known.contains(&name) {
            let hint = did_you_mean(&shown(name), &known);
            let (what, name) = ("column", shown(name));
            self.fault_at(span, Fault::Unknown { what, name }, Some(hint));
        }
    }

    /// Lets any key stand, where what says which are known is written wrongly.
    pub(crate) fn allow_all(&self) {
        self.is_open.set(true);
    }

    /// Tells the keys nobody asked for.
    pub(crate) fn finish(&self) {
        if self.is_open.get() {
            return;
        }
        let asked = self.asked.borrow();
        for (span, entry) in self.names().filter(|(_, entry)| !asked.contains(&entry.key)) {
            let (what, name) = ("key", shown(entry.key));
            let hint = did_you_mean(&name, &asked);
            self.fault_at(&span, Fault::Unknown { what, name }, Some(hint));
        }
    }
}
