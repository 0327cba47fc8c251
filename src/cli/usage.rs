//! Words of the command line that cannot be understood: what `clap` found, told like every other error.

use std::num::{ParseFloatError, ParseIntError};

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::diagnostic::{Diagnose, Error, did_you_mean};
use crate::message::{Message, Say, ToValue, Value, messages, quoted, say};
use crate::period::PeriodError;
use crate::texts::Texts;

messages! {
    "errors.usage"
    /// What is wrong with the words after `duebook`.
    #[derive(Debug)]
    pub(super) enum UsageError {
        /// An option or word the command does not take.
        UnknownArgument { argument: String, hints: Vec<Message> },
        UnknownCommand { command: String, hints: Vec<Message> },
        /// None of the words an option knows.
        UnknownValue { argument: String, value: String, hints: Vec<Message> },
        /// An option at the end, or before another one.
        NoValue { argument: String },
        /// A value of the wrong kind.
        BadValue { argument: String, value: String, reason: Value, hints: Vec<Message> },
        /// Two options that exclude each other, or one that stands twice.
        Conflict { argument: String, other: Vec<String> },
        Missing { arguments: Vec<String> },
        NoCommand { known: Vec<String> },
        /// Too few or too many values.
        Values { argument: String },
        NotUtf8,
        /// Something else, in the words of the parser.
        Other { text: String },
    }
}

impl Diagnose for UsageError {
    fn hints(&self) -> Vec<Message> {
        match self {
            Self::UnknownArgument { hints, .. }
            | Self::UnknownCommand { hints, .. }
            | Self::UnknownValue { hints, .. }
            | Self::BadValue { hints, .. } => hints.clone(),
            _ => Vec::new(),
        }
    }
}

/// `error` as the user reads it: what is wrong, then how the command is used.
pub(super) fn told(error: &clap::Error, texts: &Texts) -> String {
    let mut out = Error::from(found(error)).told(texts);
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        let usage = usage.to_string();
        let line = usage.trim_start_matches("Usage:").trim();
        let word = texts.find("help.usage").unwrap_or_default();
        let gap = if word.ends_with(':') { " " } else { "" };
        out = format!("{out}\n{word}{gap}{line}\n");
    }
    out + &texts.say(&say!("errors.usage.more")) + "\n"
}

fn found(error: &clap::Error) -> UsageError {
    let argument = || text(error, ContextKind::InvalidArg);
    let value = || text(error, ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::UnknownArgument => UsageError::UnknownArgument {
            argument: argument(),
            hints: near(error, ContextKind::SuggestedArg),
        },
        ErrorKind::InvalidSubcommand => UsageError::UnknownCommand {
            command: text(error, ContextKind::InvalidSubcommand),
            hints: near(error, ContextKind::SuggestedSubcommand),
        },
        ErrorKind::InvalidValue if value().is_empty() => UsageError::NoValue { argument: argument() },
        ErrorKind::InvalidValue => {
            let known = list(error, ContextKind::ValidValue);
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            UsageError::UnknownValue {
                argument: argument(),
                value: value(),
                hints: vec![did_you_mean(&value(), &known)],
            }
        }
        ErrorKind::ValueValidation => {
            let (reason, hints) = reason(error);
            UsageError::BadValue {
                argument: argument(),
                value: value(),
                reason,
                hints,
            }
        }
        ErrorKind::ArgumentConflict => UsageError::Conflict {
            argument: argument(),
            other: quoted(list(error, ContextKind::PriorArg)),
        },
        ErrorKind::MissingRequiredArgument => UsageError::Missing {
            arguments: quoted(list(error, ContextKind::InvalidArg)),
        },
        ErrorKind::MissingSubcommand => UsageError::NoCommand {
            known: list(error, ContextKind::ValidSubcommand),
        },
        ErrorKind::NoEquals | ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            UsageError::Values { argument: argument() }
        }
        ErrorKind::InvalidUtf8 => UsageError::NotUtf8,
        _ => {
            let text = error.to_string();
            let text = text.trim_start_matches("error: ").lines().next().unwrap_or_default();
            UsageError::Other { text: text.to_owned() }
        }
    }
}

/// Why a value is none of the kind wanted: as the value's own type says it.
fn reason(error: &clap::Error) -> (Value, Vec<Message>) {
    let Some(source) = std::error::Error::source(error) else {
        return (Value::Text(String::new()), Vec::new());
    };
    if let Some(period) = source.downcast_ref::<PeriodError>() {
        return (period.message().to_value(), period.hints());
    }
    if source.is::<ParseIntError>() || source.is::<ParseFloatError>() {
        return (say!("errors.usage.no_number").to_value(), Vec::new());
    }
    (Value::Text(source.to_string()), Vec::new())
}

fn list(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        Some(ContextValue::StyledStr(text)) => vec![text.to_string()],
        _ => Vec::new(),
    }
}

fn text(error: &clap::Error, kind: ContextKind) -> String {
    list(error, kind).join(" ")
}

fn near(error: &clap::Error, kind: ContextKind) -> Vec<Message> {
    // The parser names the likeliest last.
    let near = list(error, kind).pop();
    near.map(|near| say!("errors.did_you_mean", near)).into_iter().collect()
}
