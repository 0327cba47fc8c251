//! Ids and what people call them: wherever an id is asked for, a name will do.

use crate::diagnostic::{Diagnose, did_you_mean, nearest};
use crate::message::{Message, messages, say};

/// Something with an id.
#[derive(Clone, Debug)]
pub struct Named {
    pub id: String,
    /// What it is called, in any language.
    pub names: Vec<String>,
}

messages! {
    "errors.names"
    /// Why nothing is meant by a name.
    #[derive(Debug, PartialEq, Eq)]
    pub enum NameError {
        /// Several things are called so.
        Several { name: String, ids: Vec<String> },
    }
}

impl Diagnose for NameError {
    fn hints(&self) -> Vec<Message> {
        let Self::Several { ids, .. } = self;
        vec![say!("errors.names.several.hint", ids = *ids)]
    }
}

/// The one of `known` with this id, else the one with this name.
pub fn find<'n>(said: &str, known: &'n [Named]) -> Result<Option<&'n Named>, NameError> {
    if let Some(found) = known.iter().find(|named| named.id == said) {
        return Ok(Some(found));
    }
    let is_called = |name: &String| name.trim().to_lowercase() == said.trim().to_lowercase();
    let called: Vec<&Named> = known.iter().filter(|named| named.names.iter().any(is_called)).collect();
    match called[..] {
        [] => Ok(None),
        [one] => Ok(Some(one)),
        ref several => Err(NameError::Several {
            name: said.to_owned(),
            ids: several.iter().map(|named| named.label()).collect(),
        }),
    }
}

/// The hint where nothing is meant: what is near, what there is, or that there is nothing yet.
pub fn hint(said: &str, known: &[Named]) -> Message {
    /// More would fill the screen.
    const SHOWN: usize = 20;
    let all = known
        .iter()
        .flat_map(|named| std::iter::once(&named.id).chain(&named.names));
    if let Some(near) = nearest(said, all.map(String::as_str)) {
        return did_you_mean(said, &[near]);
    }
    if known.is_empty() {
        return say!("errors.names.none");
    }
    let labels: Vec<String> = known.iter().take(SHOWN).map(Named::label).collect();
    let left = known.len().saturating_sub(SHOWN);
    if left > 0 {
        return say!("errors.names.known_in_part", known = labels, left);
    }
    say!("errors.known", known = labels)
}

/// The hint for an id or name that is near to one.
pub fn near(said: &str, known: &[Named]) -> Option<Message> {
    let all = known
        .iter()
        .flat_map(|named| std::iter::once(&named.id).chain(&named.names));
    nearest(said, all.map(String::as_str)).map(|near| did_you_mean(said, &[near]))
}

impl Named {
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            names: vec![name.into()],
        }
    }

    /// Its id and the first name that says more.
    fn label(&self) -> String {
        let name = self.names.iter().find(|name| !name.is_empty() && **name != self.id);
        name.map_or_else(|| self.id.clone(), |name| format!("{} {name}", self.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Vec<Named> {
        vec![
            Named::new("S1", "张伟"),
            Named::new("S2", "张伟"),
            Named::new("S3", "潘晓宇"),
            Named::new("张伟", "某人"),
            Named::new("B1", "East Branch"),
        ]
    }

    #[test]
    fn an_id_counts_before_a_name_and_a_name_must_be_one_things_own() {
        let known = known();
        let id = |said| find(said, &known).map(|found| found.map(|named| named.id.clone()));
        assert_eq!(id("S1"), Ok(Some("S1".to_owned())));
        assert_eq!(id("潘晓宇 "), Ok(Some("S3".to_owned())));
        assert_eq!(id("east branch"), Ok(Some("B1".to_owned())));
        assert_eq!(id("张伟"), Ok(Some("张伟".to_owned())));
        assert_eq!(id("李四"), Ok(None));
        let several = find("张伟", &known[..3]).unwrap_err();
        assert_eq!(
            several,
            NameError::Several {
                name: "张伟".to_owned(),
                ids: vec!["S1 张伟".to_owned(), "S2 张伟".to_owned()],
            }
        );
    }

    #[test]
    fn the_hint_is_what_is_near_or_all_there_is() {
        let texts = crate::wording::Wording::shipped(crate::locale::Locale::En);
        assert_eq!(texts.say(&hint("潘晓雨", &known())), "did you mean `潘晓宇`?");
        assert_eq!(
            texts.say(&hint("杭州分公司", &known()[..2])),
            "known are S1 张伟, S2 张伟"
        );
        let many: Vec<Named> = (0..25).map(|n| Named::new(format!("X{n}"), "")).collect();
        assert!(texts.say(&hint("杭州分公司", &many)).ends_with("X19 and 5 more"));
    }
}
