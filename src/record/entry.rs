//! An entry, and the hash that ties it to the one before.

use crate::digest::of_fields;

/// What is to be written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// In UTC; `None` where nobody knows it any more.
    pub at: Option<String>,
    /// Who decided, as they said themselves.
    pub person: Option<String>,
    /// What was decided, in a word.
    pub kind: String,
    pub plan: Option<String>,
    pub period: Option<String>,
    /// What belongs to it, as JSON.
    pub payload: String,
}

/// What was written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// From 1, without gaps.
    pub number: i64,
    /// The user of the machine.
    pub login: String,
    /// What was written.
    pub draft: Draft,
    /// The hash of the entry before; empty for the first.
    pub previous: String,
    /// The hash of all of it.
    pub hash: String,
}

/// The last entry of a record: what all of it comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// How many entries there are.
    pub number: i64,
    /// Empty where there are none.
    pub hash: String,
}

impl Entry {
    /// The entry that follows `head`.
    pub(super) fn after(head: &Head, login: &str, draft: Draft) -> Self {
        let mut entry = Self {
            number: head.number + 1,
            login: login.to_owned(),
            draft,
            previous: head.hash.clone(),
            hash: String::new(),
        };
        entry.hash = entry.computed();
        entry
    }

    /// As the last one of a record.
    pub fn head(&self) -> Head {
        Head {
            number: self.number,
            hash: self.hash.clone(),
        }
    }

    /// The hash of its fields.
    pub(super) fn computed(&self) -> String {
        let number = self.number.to_string();
        let draft = &self.draft;
        of_fields([
            Some(number.as_str()),
            draft.at.as_deref(),
            draft.person.as_deref(),
            Some(self.login.as_str()),
            Some(draft.kind.as_str()),
            draft.plan.as_deref(),
            draft.period.as_deref(),
            Some(draft.payload.as_str()),
            Some(self.previous.as_str()),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_entries_read_the_same() {
        let draft = |person: Option<&str>, kind: &str| Draft {
            at: None,
            person: person.map(str::to_owned),
            kind: kind.to_owned(),
            plan: None,
            period: None,
            payload: "{}".to_owned(),
        };
        let head = Head::default();
        let hashes: Vec<String> = [
            draft(None, "approve"),
            draft(Some(""), "approve"),
            draft(Some("a"), "pprove"),
            draft(Some("-;"), "approve"),
        ]
        .into_iter()
        .map(|draft| Entry::after(&head, "li", draft).hash)
        .collect();
        for (index, hash) in hashes.iter().enumerate() {
            assert!(!hashes[..index].contains(hash), "{index}");
        }
    }
}
