//! What a person says a column or a word is: `险种=policies.product_name`, `金额=payments.amount(万元)`, `备用=`,
//! `状态:正常=success`.

use std::path::PathBuf;

use crate::diagnostic::{Diagnose, did_you_mean};
use crate::ingest::fold::fold;
use crate::message::{Message, Say, messages};

/// One thing said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The header, as in the file.
    pub header: String,
    /// A word of the column, if the word is meant and not the column.
    pub word: Option<String>,
    /// The column or the word it stands for; empty for none.
    pub meant: String,
    /// The unit of its amounts.
    pub unit: Option<String>,
}

messages! {
    "errors.map"
    /// Why a decision cannot be followed.
    #[derive(Debug, PartialEq, Eq)]
    pub enum MapError {
        /// Without a `=`.
        NoDecision { said: String },
        /// No sheet has that header.
        NoHeader { path: PathBuf, header: String, near: Message },
        /// There is no such column in what the sheet is read as.
        NoColumn { meant: String, near: Message },
        /// The column has no such word.
        NoWord { column: String, word: String, near: Message },
        NoUnit { unit: String },
        /// Two headers were given the same column.
        Twice { column: String, first: String, second: String },
        /// Nothing in the file is like any table.
        NotAlike { path: PathBuf },
        /// The mapping would not bring a row into the store.
        Incomplete { path: PathBuf, tables: Vec<String> },
    }
}

impl Diagnose for MapError {
    fn hints(&self) -> Vec<Message> {
        vec![self.message().part("hint")]
    }
}

impl Decision {
    /// Reads what follows `--set`. `headers` are those of the file: a header may have a colon in it.
    pub fn parse(said: &str, headers: &[&str]) -> Result<Self, MapError> {
        let (left, right) = said
            .rsplit_once('=')
            .ok_or_else(|| MapError::NoDecision { said: said.to_owned() })?;
        let is_header = |text: &str| headers.iter().any(|header| fold(header) == fold(text));
        let of_word = left
            .rsplit_once([':', '：'])
            .filter(|(header, _)| !is_header(left) && is_header(header));
        let (header, word) = match of_word {
            Some((header, word)) => (header, Some(word.trim().to_owned())),
            None => (left, None),
        };
        let right = right.trim();
        let in_brackets = right
            .strip_suffix([')', '）'])
            .and_then(|inner| inner.split_once(['(', '（']));
        let (meant, unit) = match in_brackets.filter(|_| word.is_none()) {
            Some((meant, unit)) => (meant.trim(), Some(unit.trim().to_owned())),
            None => (right, None),
        };
        Ok(Self {
            header: header.trim().to_owned(),
            word,
            meant: meant.to_owned(),
            unit,
        })
    }

    /// True if it is about the column with this header.
    pub fn is_about(&self, header: &str) -> bool {
        fold(&self.header) == fold(header)
    }
}

/// The hint for something of which `known` are all there are.
pub fn near(said: &str, known: &[&str]) -> Message {
    did_you_mean(said, known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_a_column_a_unit_a_word_or_nothing() {
        let headers = ["险种", "金额", "状态", "时间:起"];
        let read = |said| {
            let Decision {
                header,
                word,
                meant,
                unit,
            } = Decision::parse(said, &headers).unwrap();
            (header, word, meant, unit)
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            read("险种=policies.product_name"),
            ("险种".into(), None, "policies.product_name".into(), None)
        );
        assert_eq!(
            read("金额 = amount（万元）"),
            ("金额".into(), None, "amount".into(), some("万元"))
        );
        assert_eq!(
            read("状态:正常=success"),
            ("状态".into(), some("正常"), "success".into(), None)
        );
        assert_eq!(
            read("时间:起=occurred_at"),
            ("时间:起".into(), None, "occurred_at".into(), None)
        );
        assert_eq!(read("险种="), ("险种".into(), None, String::new(), None));
        assert!(matches!(
            Decision::parse("险种", &headers),
            Err(MapError::NoDecision { .. })
        ));
    }
}
