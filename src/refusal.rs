//! Why the system does not let a file be read or written, in the reader's language and with what to do about it: the same
//! words whoever asked for the file.

use std::io::{Error, ErrorKind};
use std::path::PathBuf;

use crate::message::{Message, Say, messages};

messages! {
    "errors.refusal"
    /// What stands in the way; nothing of it says that a file is damaged.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum Refusal {
        Denied,
        ReadOnly,
        /// No room on the disk, or none this user may have.
        Full,
        TooManyFiles,
        /// The disk itself fails.
        Failing,
        Missing,
        /// A symbolic link on the way to it, or in its place.
        Link { path: PathBuf },
        /// A folder, a pipe or a device in its place.
        NoFile { path: PathBuf },
        TooLong { bytes: u64 },
        NoText,
        /// Anything else, in the system's words.
        Other(reason: String),
    }
}

/// How the system says it, as the database engine repeats it.
const WORDS: [(&str, Refusal); 9] = [
    ("Permission denied", Refusal::Denied),
    ("Operation not permitted", Refusal::Denied),
    ("Read-only file system", Refusal::ReadOnly),
    ("No space left on device", Refusal::Full),
    ("Disk quota exceeded", Refusal::Full),
    ("File too large", Refusal::Full),
    ("Too many open files", Refusal::TooManyFiles),
    ("Input/output error", Refusal::Failing),
    ("No such file or directory", Refusal::Missing),
];

impl Refusal {
    /// What an error of the system means.
    pub fn of(error: &Error) -> Self {
        if let Some(own) = error.get_ref().and_then(|inner| inner.downcast_ref::<Self>()) {
            return own.clone();
        }
        match error.kind() {
            ErrorKind::PermissionDenied => Self::Denied,
            ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => Self::Full,
            ErrorKind::NotFound => Self::Missing,
            _ => Self::in_words(error.to_string()),
        }
    }

    /// What an error means of which only the words are left.
    pub fn in_words(text: String) -> Self {
        Self::told_by(&text).unwrap_or(Self::Other(text))
    }

    /// What `text` says of the system, if it does.
    pub fn told_by(text: &str) -> Option<Self> {
        let found = WORDS.iter().find(|(words, _)| text.contains(words));
        found.map(|(_, refusal)| refusal.clone())
    }

    /// What to do about it.
    pub fn hints(&self) -> Vec<Message> {
        match self {
            Self::Missing | Self::NoFile { .. } | Self::TooLong { .. } | Self::NoText | Self::Other(_) => Vec::new(),
            _ => vec![self.message().part("hint")],
        }
    }

    /// True if no other file of the same run would fare better.
    pub fn is_of_machine(&self) -> bool {
        matches!(self, Self::ReadOnly | Self::Full | Self::TooManyFiles | Self::Failing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_engine_and_the_system_mean_the_same() {
        for (number, refusal) in [
            (13, Refusal::Denied),
            (1, Refusal::Denied),
            (30, Refusal::ReadOnly),
            (28, Refusal::Full),
            (122, Refusal::Full),
            (27, Refusal::Full),
            (24, Refusal::TooManyFiles),
            (5, Refusal::Failing),
            (2, Refusal::Missing),
        ] {
            let error = Error::from_raw_os_error(number);
            assert_eq!(Refusal::of(&error), refusal, "{error}");
            let told = format!("IO Error: Could not write file \"x\": {error}");
            assert_eq!(Refusal::told_by(&told), Some(refusal), "{told}");
        }
        assert_eq!(Refusal::told_by("the checksum does not match"), None);
    }
}
