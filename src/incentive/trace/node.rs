//! What a row is called: `component:renewal_bonus`, `gate:bar/renewal_bonus`, `clawback:ID/EVENT`, `rounding`.

use std::borrow::Cow;
use std::fmt;

/// The name of a row: its first word, the block, and the component or event it is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node {
    /// What kind of row it is.
    pub word: Cow<'static, str>,
    /// The block, or what was adjusted.
    pub id: Option<String>,
    pub part: Option<String>,
}

impl Node {
    /// A row of the plan as a whole.
    pub const fn whole(word: &'static str) -> Self {
        Self {
            word: Cow::Borrowed(word),
            id: None,
            part: None,
        }
    }

    /// A row of a block.
    pub fn of(word: &'static str, id: &str) -> Self {
        Self {
            id: Some(id.to_owned()),
            ..Self::whole(word)
        }
    }

    /// A row of a block about a component or event.
    pub fn part(word: &'static str, id: &str, part: &str) -> Self {
        Self {
            part: Some(part.to_owned()),
            ..Self::of(word, id)
        }
    }

    /// True if it is a row of this kind and block, whatever component or event it is about.
    pub fn is(&self, word: &str, id: &str) -> bool {
        self.word == word && self.id.as_deref() == Some(id)
    }

    /// True if it is the row of this kind and block as a whole.
    pub fn is_whole(&self, word: &str, id: &str) -> bool {
        self.part.is_none() && self.is(word, id)
    }

    /// What is written. Whatever is, is a node: other versions and hand-written files may know other kinds of rows.
    pub fn parse(text: &str) -> Self {
        let (word, rest) = match text.split_once(':') {
            None => (text, None),
            Some((word, rest)) => (word, Some(rest)),
        };
        let (id, part) = match rest.map(|rest| rest.split_once('/').unwrap_or((rest, ""))) {
            None => (None, None),
            Some((id, part)) => (Some(id), rest.is_some_and(|rest| rest.contains('/')).then_some(part)),
        };
        Self {
            word: Cow::Owned(word.to_owned()),
            id: id.map(ToOwned::to_owned),
            part: part.map(ToOwned::to_owned),
        }
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.word)?;
        if let Some(id) = &self.id {
            write!(f, ":{id}")?;
        }
        if let Some(part) = &self.part {
            write!(f, "/{part}")?;
        }
        Ok(())
    }
}

/// Whether a row of the ledger is one of a calculation or corrects one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// What a period paid itself.
    Own,
    /// `reversal:NODE`: what counted before, taken off.
    Reversal,
    /// `rebook:NODE`: what counts instead.
    Rebook,
}

/// A row of the ledger. Reversed and rebooked ones count wherever their node does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry {
    /// Whether it corrects another one.
    pub side: Side,
    pub node: Node,
}

impl Entry {
    /// What is written.
    pub fn parse(text: &str) -> Self {
        for (prefix, side) in [("reversal:", Side::Reversal), ("rebook:", Side::Rebook)] {
            if let Some(rest) = text.strip_prefix(prefix) {
                let node = Node::parse(rest);
                return Self { side, node };
            }
        }
        let (side, node) = (Side::Own, Node::parse(text));
        Self { side, node }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for text in [
            "rounding",
            "component:renewal_bonus",
            "gate:bar/renewal_bonus",
            "clawback:fee/lapse:2026-04-20:P1",
            "adjustment:A/7:b",
            "adjustment:",
            "opening",
            "x:/",
        ] {
            assert_eq!(Node::parse(text).to_string(), text);
        }
        let node = Node::parse("clawback:fee/lapse:2026-04-20:P1");
        assert_eq!(node, Node::part("clawback", "fee", "lapse:2026-04-20:P1"));
        assert!(node.is("clawback", "fee") && !node.is_whole("clawback", "fee"));
    }

    #[test]
    fn corrections_count_for_the_node_behind_them() {
        let reversed = Entry::parse("reversal:carry:cap-a");
        assert_eq!(
            (reversed.side, reversed.node),
            (Side::Reversal, Node::of("carry", "cap-a"))
        );
        assert_eq!(Entry::parse("cap:most").side, Side::Own);
    }
}
