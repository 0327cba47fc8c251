//! Phone numbers and names of customers, and what is shown in their place.
//!
//! Where rows leave the program the SQL of `queries/privacy/` leaves the middle out, unless the setting `[privacy] phones`
//! says otherwise. What is said on the terminal and in the log may quote any cell of a file: it never has a whole number.

use crate::diagnostic::Result;
use crate::store::{Params, Store};

/// The column that holds them.
const COLUMN: &str = "phone";

/// What stands for what is left out.
const LEFT_OUT: &str = "****";

/// Takes whole numbers out of the table `worklist`.
pub fn mask_worklist(store: &Store) -> Result<()> {
    run(store, &["phone", "worklist"])
}

/// Makes what statements mask numbers by.
pub fn name_masks(store: &Store) -> Result<()> {
    run(store, &["phone"])
}

/// Has questions see no whole numbers.
pub fn mask_questions(store: &Store) -> Result<()> {
    run(store, &["phone", "customers", "rejects", "history"])
}

fn run(store: &Store, files: &[&str]) -> Result<()> {
    for file in files {
        store.run(&format!("queries/privacy/{file}.sql"), &Params::none())?;
    }
    Ok(())
}

/// A name of which only the first character is shown.
pub fn masked_name(name: &str) -> String {
    let mut characters = name.chars();
    let first = characters.next();
    first.into_iter().chain(characters.map(|_| '*')).collect()
}

/// A value of `column`, and a sentence about it, as they may be said.
pub fn quoted(column: &str, value: &str, sentence: &str) -> (String, String) {
    if column == COLUMN && !value.is_empty() {
        (LEFT_OUT.to_owned(), sentence.replace(value, LEFT_OUT))
    } else {
        (without_mobiles(value), without_mobiles(sentence))
    }
}

/// `text` without the middle of the mobile numbers in it.
pub fn without_mobiles(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = if let Some((head, length)) = mobile(rest) {
            out.extend([&rest[..head], LEFT_OUT, &rest[length - 4..length]]);
            length
        } else {
            let run = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            out.push_str(&rest[..run]);
            run
        };
        rest = &rest[length..];
    }
    out + rest
}

/// The lengths of head and whole of the mobile number that `text` begins with: `138 0000 0001`, `86-13800000001`.
fn mobile(text: &str) -> Option<(usize, usize)> {
    let gap = |text| str::trim_start_matches(text, [' ', '-']);
    let national = text.strip_prefix("86").map_or(text, gap);
    let is_mobile = national.starts_with('1') && national[1..].starts_with(|c| ('3'..='9').contains(&c));
    let after_head = digits(national, 3).filter(|_| is_mobile)?;
    let after_middle = digits(gap(after_head), 4)?;
    let after = digits(gap(after_middle), 4)?;
    let ends = !after.starts_with(|c: char| c.is_ascii_digit());
    ends.then(|| (text.len() - after_head.len(), text.len() - after.len()))
}

/// What follows the first `count` digits.
fn digits(text: &str, count: usize) -> Option<&str> {
    let (digits, rest) = text.split_at_checked(count)?;
    digits.bytes().all(|byte| byte.is_ascii_digit()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mobile_numbers_lose_their_middle_and_other_digits_stay() {
        for (text, said) in [
            ("13800000001", "138****0001"),
            (
                "电话：138-0000-0001，139 0000 0002。",
                "电话：138****0001，139****0002。",
            ),
            ("13800000001/13900000002", "138****0001/139****0002"),
            ("+86 13800000001, 8613800000001", "+86 138****0001, 86138****0001"),
            ("2026-03-12 13800000001", "2026-03-12 138****0001"),
            ("860082365294899263", "860082365294899263"),
            (
                "12345678901, 138000000012, 1380000000",
                "12345678901, 138000000012, 1380000000",
            ),
            ("138**** 0001", "138**** 0001"),
            ("￥1", "￥1"),
            ("1", "1"),
            ("86", "86"),
            ("", ""),
        ] {
            assert_eq!(without_mobiles(text), said);
        }
    }

    #[test]
    fn of_the_column_nothing_is_said() {
        let (value, sentence) = quoted("phone", "010-1234", "010-1234 (a number)");
        assert_eq!([value.as_str(), sentence.as_str()], ["****", "**** (a number)"]);
        let (value, sentence) = quoted("born_on", "13800000001", "13800000001 is no date");
        assert_eq!(
            [value.as_str(), sentence.as_str()],
            ["138****0001", "138****0001 is no date"]
        );
        assert_eq!(quoted("phone", "", "missing"), (String::new(), "missing".to_owned()));
    }
}
