//! Conditions: comparisons of measures and decimals with `and`, `or`, `not` and parentheses.
//!
//! `not` binds tightest, `or` loosest. A name is `[scope.]metric[.part]`.

use serde::Serialize;

use super::error::Fault;
use super::measure::{Measure, MeasureName};
use super::toml::{Entry, Fields, shown};
use crate::incentive::number::Number;
use crate::message::{Message, say};
use crate::word::{Word, words};

words! {
    /// What becomes of the whole condition when a name in it is undefined.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
    #[serde(rename_all = "snake_case")]
    pub enum OnUndefined {
        Error = "error",
        /// It counts as true.
        Pass = "pass",
        /// It counts as false.
        Fail = "fail",
    }
}

/// A condition as the plan writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Condition {
    pub text: String,
    #[serde(skip)]
    pub tree: Tree,
    /// What an undefined name makes of it; not said where there can be none.
    pub on_undefined: Option<OnUndefined>,
}

/// What a condition says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tree {
    /// All of them.
    And(Vec<Tree>),
    /// One of them at least.
    Or(Vec<Tree>),
    Not(Box<Tree>),
    /// One comparison.
    Compare(Operand, Sign, Operand),
}

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operand {
    Number(Number),
    Measure(Measure),
}

words! {
    /// How two sides are compared.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Sign {
        // The longer of two that begin alike stands first.
        AtMost = "<=",
        AtLeast = ">=",
        Equal = "==",
        Different = "!=",
        Less = "<",
        Greater = ">",
    }
}

impl Sign {
    /// True if `left` and `right` compare so.
    pub fn holds(self, left: &Number, right: &Number) -> bool {
        match self {
            Self::Less => left < right,
            Self::AtMost => left <= right,
            Self::Greater => left > right,
            Self::AtLeast => left >= right,
            Self::Equal => left == right,
            Self::Different => left != right,
        }
    }
}

impl Tree {
    /// The comparisons in it, in the order they stand.
    pub fn comparisons(&self) -> Vec<(&Operand, Sign, &Operand)> {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().flat_map(Self::comparisons).collect(),
            Self::Not(part) => part.comparisons(),
            Self::Compare(left, sign, right) => vec![(left, *sign, right)],
        }
    }

    /// The measures in it.
    pub fn measures(&self) -> Vec<&Measure> {
        let sides = self
            .comparisons()
            .into_iter()
            .flat_map(|(left, _, right)| [left, right]);
        sides
            .filter_map(|side| match side {
                Operand::Measure(measure) => Some(measure),
                Operand::Number(_) => None,
            })
            .collect()
    }
}

impl Condition {
    /// The condition under `when`, which must be there, with its `on_undefined`.
    pub(crate) fn need(fields: &Fields<'_, '_>) -> Option<Self> {
        let entry = fields.need_entry("when");
        Self::read(fields, entry)
    }

    /// The same where it may be left out.
    pub(crate) fn optional(fields: &Fields<'_, '_>) -> Option<Self> {
        let entry = fields.entry("when");
        Self::read(fields, entry)
    }

    fn read(fields: &Fields<'_, '_>, entry: Option<Entry<'_, '_>>) -> Option<Self> {
        let on_undefined = fields.optional("on_undefined");
        let entry = entry?;
        let text = entry.text()?.to_owned();
        let tree = match parse(&text) {
            Ok(tree) => resolve(&entry, tree)?,
            Err(reason) => {
                let text = shown(&text);
                entry.fault(Fault::Condition { text, reason }, None);
                return None;
            }
        };
        if !fields.has("on_undefined") && tree.measures().iter().any(|m| m.may_be_undefined) {
            fields.missing("on_undefined");
            return None;
        }
        Some(Self {
            text,
            tree,
            on_undefined,
        })
    }
}

/// A condition as the plan writes it, with other words for its names and for and, or, not.
pub(crate) fn respelled(text: &str, spell: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = word_length(rest);
        if length == 0 {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        } else {
            out.push_str(&spell(&rest[..length]));
            rest = &rest[length..];
        }
    }
    out
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | '-')
}

/// Bytes of the name or number `text` begins with; a selection in brackets belongs to the name before it.
fn word_length(text: &str) -> usize {
    let letters = |text: &str| text.find(|c| !is_word(c)).unwrap_or(text.len());
    let length = letters(text);
    let selected = text[length..]
        .starts_with('[')
        .then(|| text[length..].find(']'))
        .flatten();
    match selected {
        Some(end) if length > 0 => {
            let length = length + end + 1;
            length + letters(&text[length..])
        }
        _ => length,
    }
}

/// A tree whose names are still text.
enum Raw {
    And(Vec<Raw>),
    Or(Vec<Raw>),
    Not(Box<Raw>),
    Compare(String, Sign, String),
}

fn resolve(entry: &Entry<'_, '_>, raw: Raw) -> Option<Tree> {
    // All parts are looked at, so that every unknown name is told.
    let all = |parts: Vec<Raw>| {
        let read: Vec<Option<Tree>> = parts.into_iter().map(|p| resolve(entry, p)).collect();
        read.into_iter().collect::<Option<Vec<Tree>>>()
    };
    Some(match raw {
        Raw::And(parts) => Tree::And(all(parts)?),
        Raw::Or(parts) => Tree::Or(all(parts)?),
        Raw::Not(part) => Tree::Not(Box::new(resolve(entry, *part)?)),
        Raw::Compare(left, sign, right) => {
            let (left, right) = (operand(entry, &left), operand(entry, &right));
            Tree::Compare(left?, sign, right?)
        }
    })
}

fn operand(entry: &Entry<'_, '_>, text: &str) -> Option<Operand> {
    if let Some(number) = Number::parse(text) {
        return Some(Operand::Number(number));
    }
    Measure::named(entry, MeasureName::from(text.to_owned())).map(Operand::Measure)
}

fn parse(text: &str) -> Result<Raw, Message> {
    let mut tokens = Tokens {
        rest: split(text)?.into_iter().peekable(),
        depth: 0,
    };
    let tree = tokens.or()?;
    match tokens.rest.next() {
        None => Ok(tree),
        Some(token) => Err(say!(
            "errors.plan.condition.unexpected",
            token = token.text().to_owned()
        )),
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Open,
    Close,
    Sign(Sign),
    Word(String),
}

impl Token {
    fn text(&self) -> &str {
        match self {
            Self::Open => "(",
            Self::Close => ")",
            Self::Sign(sign) => sign.word(),
            Self::Word(word) => word,
        }
    }
}

fn split(text: &str) -> Result<Vec<Token>, Message> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = if first == '(' {
            (Token::Open, 1)
        } else if first == ')' {
            (Token::Close, 1)
        } else if let Some((word, sign)) = Sign::WORDS.iter().find(|(word, _)| rest.starts_with(word)) {
            (Token::Sign(*sign), word.len())
        } else if is_word(first) {
            let length = word_length(rest);
            (Token::Word(rest[..length].to_owned()), length)
        } else {
            return Err(say!("errors.plan.condition.meaningless", letter = first.to_string()));
        };
        tokens.push(token);
        rest = rest[length..].trim_start();
    }
    Ok(tokens)
}

struct Tokens {
    rest: std::iter::Peekable<std::vec::IntoIter<Token>>,
    /// Parentheses that are open.
    depth: usize,
}

/// Parentheses inside each other, as deep as anybody can follow: each is a recursion here and wherever the tree is walked.
const MOST_DEPTH: usize = 20;

impl Tokens {
    fn takes(&mut self, word: &str) -> bool {
        self.rest
            .next_if(|token| matches!(token, Token::Word(w) if w == word))
            .is_some()
    }

    fn or(&mut self) -> Result<Raw, Message> {
        let mut parts = vec![self.and()?];
        while self.takes("or") {
            parts.push(self.and()?);
        }
        Ok(if parts.len() == 1 {
            parts.remove(0)
        } else {
            Raw::Or(parts)
        })
    }

    fn and(&mut self) -> Result<Raw, Message> {
        let mut parts = vec![self.not()?];
        while self.takes("and") {
            parts.push(self.not()?);
        }
        Ok(if parts.len() == 1 {
            parts.remove(0)
        } else {
            Raw::And(parts)
        })
    }

    fn not(&mut self) -> Result<Raw, Message> {
        // A loop, so that ten thousand of them are no deep recursion.
        let mut negated = false;
        while self.takes("not") {
            negated = !negated;
        }
        let inner = if self.rest.next_if_eq(&Token::Open).is_some() {
            self.depth += 1;
            if self.depth > MOST_DEPTH {
                return Err(say!("errors.plan.condition.deep", most = MOST_DEPTH));
            }
            let inner = self.or()?;
            self.depth -= 1;
            if self.rest.next_if_eq(&Token::Close).is_none() {
                return Err(say!("errors.plan.condition.open"));
            }
            inner
        } else {
            self.compare()?
        };
        Ok(if negated { Raw::Not(Box::new(inner)) } else { inner })
    }

    fn compare(&mut self) -> Result<Raw, Message> {
        let left = self.side()?;
        let sign = match self.rest.next() {
            Some(Token::Sign(sign)) => sign,
            Some(token) => return Err(say!("errors.plan.condition.no_sign", token = token.text().to_owned())),
            None => return Err(say!("errors.plan.condition.alone", left)),
        };
        Ok(Raw::Compare(left, sign, self.side()?))
    }

    fn side(&mut self) -> Result<String, Message> {
        match self.rest.next() {
            Some(Token::Word(word)) if !matches!(word.as_str(), "and" | "or" | "not") => Ok(word),
            Some(token) => Err(say!("errors.plan.condition.no_side", token = token.text().to_owned())),
            None => Err(say!("errors.plan.condition.endless")),
        }
    }
}
