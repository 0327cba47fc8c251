//! Errors as a person reads them: one sentence, the place, an excerpt, hints; and the one renderer for all of them.
//!
//! Every layer has its own error enum and implements [`Diagnose`] for it: the sentence is the message of the variant, the
//! rest is said apart, all of it in the reader's language (`message.rs`). [`Error`] carries one or several of them to the program's edge, so that all mistakes of a
//! settings file or plan are told at once.

use std::fmt::{self, Write as _};

use crate::locale::Locale;
use crate::message::{Message, Say, ToValue, Value, say};
use crate::refusal::Refusal;
use crate::wording::Wording;

/// What the library returns: a value or everything that is wrong.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What the program's exit code tells a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 1: nothing is wrong with what was asked, and there is nothing to show for it.
    Findings,
    /// 2: usage or bad input, nothing was written.
    Input,
    /// 3: the store is locked or damaged, or the machine does not do its part: a full disk above all.
    Store,
    /// 130, 143: somebody asked the process to stop; what was finished before stays.
    Stopped(u8),
}

impl Exit {
    /// The number the process ends with.
    pub fn code(self) -> u8 {
        match self {
            Self::Findings => 1,
            Self::Input => 2,
            Self::Store => 3,
            Self::Stopped(code) => code,
        }
    }
}

/// A place in a file the user can open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The file as the user knows it, relative to the workspace where it can be.
    pub file: String,
    /// Line and column, both counted from 1; the column in characters.
    pub position: Option<(usize, usize)>,
    /// The text of that line.
    pub excerpt: Option<String>,
}

impl Place {
    /// A file as a whole.
    pub fn file(file: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            ..Self::default()
        }
    }

    /// The place of byte `offset` in `text`, which is the content of `file`.
    pub fn in_text(file: &str, text: &str, offset: usize) -> Self {
        Lines::of(text).place(file, offset)
    }
}

/// A text in which many places are looked up: what is in front of each is counted once.
#[derive(Debug)]
pub struct Lines<'t> {
    text: &'t str,
    /// Where each line begins.
    starts: Vec<usize>,
    /// Characters before every so manieth byte.
    counted: Vec<usize>,
}

/// Bytes from one count of [`Lines`] to the next.
const STRIDE: usize = 1 << 10;
/// Characters of a line that are shown.
const EXCERPT: usize = 400;

impl<'t> Lines<'t> {
    pub fn of(text: &'t str) -> Self {
        let starts = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
        let mut total = 0;
        let counted = text.as_bytes().chunks(STRIDE).map(|chunk| {
            let before = total;
            total += characters(chunk);
            before
        });
        Self {
            text,
            counted: counted.collect(),
            starts: std::iter::once(0).chain(starts).collect(),
        }
    }

    /// The place of byte `offset`; `file` is what has this text.
    pub fn place(&self, file: &str, offset: usize) -> Place {
        let offset = self.text.floor_char_boundary(offset.min(self.text.len()));
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts[line - 1];
        let column = self.before(offset) - self.before(start) + 1;
        let end = self.starts.get(line).map_or(self.text.len(), |next| next - 1);
        Place {
            file: file.to_owned(),
            position: Some((line, column)),
            excerpt: Some(excerpt(self.text[start..end].trim_end_matches('\r'))),
        }
    }

    /// Characters before byte `offset`.
    fn before(&self, offset: usize) -> usize {
        // The very end of the text may lie behind the last count.
        let last = self.counted.len().saturating_sub(1);
        let stride = (offset / STRIDE).min(last);
        let counted = self.counted.get(stride).copied().unwrap_or(0);
        counted + characters(&self.text.as_bytes()[stride * STRIDE..offset])
    }
}

/// A line as far as it is shown.
pub fn excerpt(line: &str) -> String {
    let shown: String = line.chars().take(EXCERPT).collect();
    if shown.len() < line.len() { shown + "…" } else { shown }
}

/// Characters of which the first byte is among these.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.position {
            Some((line, column)) => write!(f, "{}:{line}:{column}", self.file),
            None => f.write_str(&self.file),
        }
    }
}

impl ToValue for Place {
    fn to_value(&self) -> Value {
        Value::Text(self.to_string())
    }
}

/// An error that can say where it is and what to do. Its message is the sentence after `error: `.
pub trait Diagnose: Say + std::error::Error + Send + Sync + 'static {
    /// Where the mistake stands, if it stands in a file.
    fn place(&self) -> Option<Place> {
        None
    }
    /// Why the system refused a file, if that is it.
    fn refusal(&self) -> Option<&Refusal> {
        None
    }
    /// What to do about it, one sentence each: its own `hint`, and the one that stands beside its sentence.
    fn hints(&self) -> Vec<Message> {
        if let Some(refusal) = self.refusal() {
            return refusal.hints();
        }
        let message = self.message();
        let beside = message.part("hint");
        let is_there = Wording::shipped(Locale::En).find(&beside.id).is_some();
        let own = message.values.into_iter().filter(|(name, _)| *name == "hint");
        let own = own.filter_map(|(_, value)| match value {
            Value::Message(hint) => Some(*hint),
            _ => None,
        });
        own.chain(is_there.then_some(beside)).collect()
    }
    /// How the program ends.
    fn exit(&self) -> Exit {
        if self.refusal().is_some_and(Refusal::is_of_machine) {
            Exit::Store
        } else {
            Exit::Input
        }
    }
    /// True if nothing is wrong but the moment: the same may work later.
    fn will_pass(&self) -> bool {
        false
    }
    /// True if it is told in the words of the database engine, which does not know what the user is doing.
    fn is_of_engine(&self) -> bool {
        false
    }
    /// True if what is kept does not hold together: the store, not the machine around it.
    fn is_damage(&self) -> bool {
        false
    }
    /// True if an earlier program wrote what is kept: it can be made anew.
    fn is_outdated(&self) -> bool {
        false
    }
    /// True if after it nothing else of the same run can go well either.
    fn is_of_machine(&self) -> bool {
        self.exit() != Exit::Input
    }
}

/// One or several errors on their way to the user; never none.
#[derive(Debug)]
pub struct Error(Vec<Box<dyn Diagnose>>);

impl<E: Diagnose> From<E> for Error {
    fn from(error: E) -> Self {
        Self(vec![Box::new(error)])
    }
}

impl Error {
    /// All of `errors` at once; `Ok` if there are none.
    pub fn all<E: Diagnose>(errors: Vec<E>) -> Result<()> {
        if errors.is_empty() {
            Ok(())
        } else {
            Err(Self(errors.into_iter().map(|e| Box::new(e) as _).collect()))
        }
    }

    /// The same errors, each as `change` tells it.
    pub fn map(self, change: impl FnMut(Box<dyn Diagnose>) -> Box<dyn Diagnose>) -> Self {
        Self(self.0.into_iter().map(change).collect())
    }

    /// These errors and those of `other`, in this order.
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// All that `errors` hold at once; `Ok` if there are none.
    pub fn gathered(errors: Vec<Self>) -> Result<()> {
        let all: Vec<_> = errors.into_iter().flat_map(|error| error.0).collect();
        if all.is_empty() { Ok(()) } else { Err(Self(all)) }
    }

    /// The errors, in the order they were found.
    pub fn iter(&self) -> impl Iterator<Item = &dyn Diagnose> {
        self.0.iter().map(AsRef::as_ref)
    }

    /// The exit of the gravest: a run that was stopped is no failure of anything, and a damaged store outweighs bad input.
    pub fn exit(&self) -> Exit {
        let exits = || self.iter().map(Diagnose::exit);
        let stopped = exits().find(|exit| matches!(exit, Exit::Stopped(_)));
        let store = || exits().find(|exit| *exit == Exit::Store);
        let is_finding = exits().all(|exit| exit == Exit::Findings);
        let rest = if is_finding { Exit::Findings } else { Exit::Input };
        stopped.or_else(store).unwrap_or(rest)
    }
}

impl Error {
    /// All of them as the user reads them, in the language of `wording`.
    pub fn told(&self, wording: &Wording) -> String {
        let tell = |error: &dyn Diagnose| {
            let sentence = wording.say(&error.message());
            render(wording, Kind::Error, &sentence, error.place().as_ref(), &error.hints())
        };
        let told: Vec<String> = self.iter().map(tell).collect();
        told.join("\n")
    }
}

/// In English.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told(Wording::shipped(Locale::En)))
    }
}

/// Mistakes found on the way, told together at its end.
#[derive(Debug, Default)]
pub struct Mistakes(Option<Error>);

impl Mistakes {
    /// The value, or `None` with its error kept.
    pub fn take<T>(&mut self, result: Result<T>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.0 = Some(match self.0.take() {
                    Some(earlier) => earlier.and(error),
                    None => error,
                });
                None
            }
        }
    }

    /// True if there are none so far.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// All of them at once; `Ok` if there are none.
    pub fn into_result(self) -> Result<()> {
        self.0.map_or(Ok(()), Err)
    }
}

/// What stands before the sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Error,
    Warning,
}

/// The one shape of a message: `error: sentence`, the place with its line, hints.
pub fn render(wording: &Wording, kind: Kind, sentence: &str, place: Option<&Place>, hints: &[Message]) -> String {
    let kind = match kind {
        Kind::Error => say!("errors.kind.error", sentence = sentence.to_owned()),
        Kind::Warning => say!("errors.kind.warning", sentence = sentence.to_owned()),
    };
    let mut out = wording.say(&kind) + "\n";
    if let Some(place) = place {
        let number = place.position.map(|(line, _)| line.to_string()).unwrap_or_default();
        let margin = " ".repeat(number.len().max(1));
        let _ = writeln!(out, "\n{margin}--> {place}");
        if let Some(excerpt) = &place.excerpt {
            let _ = writeln!(out, "{margin} |\n{number} | {excerpt}\n{margin} |");
        }
    }
    if !hints.is_empty() && place.is_none_or(|p| p.excerpt.is_none()) {
        out.push('\n');
    }
    for hint in hints {
        let _ = writeln!(out, "{}", wording.say(&say!("errors.kind.hint", sentence = *hint)));
    }
    out
}

/// The candidate nearest to `word`, if one is near enough to be what was meant.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= candidate.chars().count().max(3) / 3)
        .min_by_key(|(distance, candidate)| (*distance, *candidate))
        .map(|(_, candidate)| candidate)
}

/// The hint for a name nobody knows: the nearest known one, or the whole list.
pub fn did_you_mean(word: &str, known: &[&str]) -> Message {
    if let Some(near) = nearest(word, known.iter().copied()) {
        return say!("errors.did_you_mean", near = near.to_owned());
    }
    let known: Vec<String> = known.iter().map(|&name| name.to_owned()).collect();
    say!("errors.known", known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_lines_and_characters_from_one() {
        let place = Place::in_text("a.toml", "x = 1\n名 = y\n", "x = 1\n名 = ".len());
        assert_eq!(place.to_string(), "a.toml:2:5");
        assert_eq!(place.excerpt.as_deref(), Some("名 = y"));
    }

    #[test]
    fn a_message_has_sentence_place_excerpt_and_hint() {
        let place = Place::in_text("plans/a.toml", "outside = \"error\"", 0);
        let text = render(
            Wording::shipped(Locale::En),
            Kind::Error,
            "no tier for 0.72",
            Some(&place),
            &[Message::verbatim("add a tier from \"0\"")],
        );
        assert_eq!(
            text,
            "error: no tier for 0.72\n\n --> plans/a.toml:1:1\n  |\n1 | outside = \"error\"\n  |\nhint: add a tier from \"0\"\n"
        );
    }

    #[test]
    fn the_nearest_name_is_offered_only_when_near() {
        assert_eq!(
            nearest("renewal_rat", ["renewal_rate", "error_rate"]),
            Some("renewal_rate")
        );
        assert_eq!(nearest("zzz", ["renewal_rate"]), None);
    }
}
