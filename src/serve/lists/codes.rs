//! Words of the data as people call them.

use std::collections::HashMap;

use crate::contract::Contract;
use crate::diagnostic::Result;
use crate::library::Library;
use crate::metrics::explain::Reasons;
use crate::report::words::Words;
use crate::store::Row;
use crate::workspace::Locale;

pub(super) struct Codes {
    names: HashMap<String, String>,
    reasons: Reasons,
    pub words: Words,
}

impl Codes {
    pub fn load(library: &Library, locale: Locale) -> Result<Self> {
        Ok(Self {
            names: Contract::load(library)?.called(locale),
            reasons: Reasons::load(library, locale)?,
            words: Words::load(library, locale)?,
        })
    }

    /// Several words, each as it is called.
    pub fn named(&self, words: &str) -> String {
        let name = |word: &str| self.names.get(word).map_or(word.to_owned(), Clone::clone);
        words.split(' ').map(name).collect::<Vec<_>>().join(" ")
    }

    /// Why a row is left out; nothing of one that counts.
    pub fn reason(&self, row: Row<'_>) -> String {
        let reason = row.text("reason");
        if reason.is_empty() {
            return reason;
        }
        let of = self.named(&row.text("reason_of"));
        self.reasons.text(&reason, &row.text("reason_on"), &of)
    }

    /// What a reason is called, whatever day and word go with it.
    pub fn reason_alone(&self, reason: &str) -> String {
        self.reasons.text(reason, "…", "…")
    }

    /// Tasks of the worklist, each as it is called.
    pub fn tasks(&self, reasons: &str) -> String {
        let words = reasons.split_whitespace().map(|reason| self.words.word("task", reason));
        words.collect::<Vec<_>>().join(" · ")
    }
}
