//! The month a list is of, as its name or title says it: `应收清单_2026年4月`, `应收清单（三月）`, `due_list_202604`.
//!
//! Words with 月 count more than mere digits, which may be the day of the export or the code of a branch. Where a text
//! names several months, or a span of them, it names none.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

/// A month as a text says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Said {
    /// From 1990 to 2099, if it is said.
    pub year: Option<i32>,
    /// From 1 to 12.
    pub month: u32,
}

impl std::fmt::Display for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(year) = self.year {
            write!(f, "{year}-")?;
        }
        write!(f, "{:02}", self.month)
    }
}

/// The month that the first of `texts` with one names.
pub fn first_of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Option<Said> {
    texts.into_iter().find_map(of)
}

/// The month that `text` names; none if it names several.
fn of(text: &str) -> Option<Said> {
    let text: Vec<char> = text.nfkc().filter(|c| !c.is_whitespace()).collect();
    let in_words = in_words(&text)?;
    let said = if in_words.is_empty() {
        in_digits(&text)
    } else {
        in_words
    };
    match said.len() {
        1 => said.first().copied(),
        _ => None,
    }
}

/// What stands before each 月; `None` if one of them ends a span.
fn in_words(text: &[char]) -> Option<BTreeSet<Said>> {
    let mut said = BTreeSet::new();
    for at in (0..text.len()).filter(|at| text[*at] == '月') {
        let Some((month, begin)) = month_before(text, at) else {
            continue;
        };
        let before = begin.checked_sub(1).map(|index| text[index]);
        let year = year_before(text, begin);
        let is_span = before.is_some_and(|c| "-~—–至到、,".contains(c)) && year.is_none();
        if is_span && begin >= 2 && (text[begin - 2].is_ascii_digit() || "月年十一二".contains(text[begin - 2])) {
            return None;
        }
        said.insert(Said { year, month });
    }
    Some(said)
}

/// The number that ends before `end`, and where it begins.
fn month_before(text: &[char], end: usize) -> Option<(u32, usize)> {
    const NUMERALS: [&str; 12] = [
        "十二", "十一", "十", "九", "八", "七", "六", "五", "四", "三", "二", "一",
    ];
    let digits = text[..end].iter().rev().take_while(|c| c.is_ascii_digit()).count();
    if digits > 0 {
        // `202604月` has its year before it.
        let begin = end - digits.min(2);
        let month: u32 = text[begin..end].iter().collect::<String>().parse().ok()?;
        return ((1..=12).contains(&month) && matches!(digits, 1 | 2 | 6)).then_some((month, begin));
    }
    NUMERALS.iter().zip((1..=12).rev()).find_map(|(numeral, month)| {
        let length = numeral.chars().count();
        let begin = end.checked_sub(length)?;
        let is_it = text[begin..end].iter().copied().eq(numeral.chars());
        is_it.then_some((month, begin))
    })
}

/// The year that stands before a month: `2026年`, `26年`, `2026-`, `2026`.
fn year_before(text: &[char], end: usize) -> Option<i32> {
    let separators = text[..end].iter().rev().take_while(|c| "年-._/".contains(**c)).count();
    let has_word = text[end - separators..end].contains(&'年');
    let end = end - separators;
    let digits = text[..end].iter().rev().take_while(|c| c.is_ascii_digit()).count();
    let number: i32 = text[end - digits..end].iter().collect::<String>().parse().ok()?;
    match digits {
        4 => is_year(number).then_some(number),
        2 if has_word => Some(2000 + number),
        _ => None,
    }
}

fn is_year(number: i32) -> bool {
    (1990..=2099).contains(&number)
}

/// Months in runs of digits: `202604`, `20260415`, `2026-04`, `2026.4.15`.
fn in_digits(text: &[char]) -> BTreeSet<Said> {
    let mut runs: Vec<(usize, String)> = Vec::new();
    for (at, c) in text.iter().enumerate() {
        match runs.last_mut() {
            _ if !c.is_ascii_digit() => {}
            Some((begin, run)) if *begin + run.len() == at => run.push(*c),
            _ => runs.push((at, c.to_string())),
        }
    }
    let mut said = BTreeSet::new();
    for (index, (begin, run)) in runs.iter().enumerate() {
        let whole = match run.len() {
            6 | 8 => Some((run[..4].to_owned(), run[4..6].to_owned())),
            4 => runs.get(index + 1).and_then(|(next, month)| {
                let is_joined = *next == begin + 5 && "-._/".contains(text[begin + 4]) && month.len() <= 2;
                is_joined.then(|| (run.clone(), month.clone()))
            }),
            _ => None,
        };
        let is_day = run.len() != 8 || matches!(run[6..].parse(), Ok(1..=31));
        if let Some((year, month)) = whole
            && let (Ok(year), Ok(month)) = (year.parse(), month.parse())
            && is_year(year)
            && (1..=12).contains(&month)
            && is_day
        {
            said.insert(Said {
                year: Some(year),
                month,
            });
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_read_from_names_as_people_write_them() {
        for (text, expected) in [
            ("应收清单_2026年4月", Some((Some(2026), 4))),
            ("应收清单 2026 年 04 月", Some((Some(2026), 4))),
            ("应收清单_26年4月份", Some((Some(2026), 4))),
            ("应收清单（三月）", Some((None, 3))),
            ("应收清单_十二月", Some((None, 12))),
            ("应收清单_3月", Some((None, 3))),
            ("应收清单_2026-3月", Some((Some(2026), 3))),
            ("2026年三月应收清单", Some((Some(2026), 3))),
            ("应收清单202604月", Some((Some(2026), 4))),
            ("due_list_2026-04", Some((Some(2026), 4))),
            ("due_list_2026_4_15", Some((Some(2026), 4))),
            ("应收清单２０２６０４", Some((Some(2026), 4))),
            ("应收清单_20260415", Some((Some(2026), 4))),
            // The day of the export does not decide beside the word.
            ("应收清单_3月_20260405导出", Some((None, 3))),
            ("应收清单_86110100", None),
            ("应收清单_202613", None),
            ("应收清单_20260499", None),
            ("应收清单_04", None),
            ("3个月未缴清单", None),
            ("应收清单_13月", None),
            ("应收清单_1-3月", None),
            ("应收清单_1月至3月", None),
            ("应收清单_3月、4月", None),
            ("应收清单_202603-202604", None),
            ("应收清单", None),
            ("月", None),
            ("", None),
        ] {
            let said = of(text).map(|said| (said.year, said.month));
            assert_eq!(said, expected, "{text}");
        }
    }

    #[test]
    fn the_name_counts_before_the_title() {
        let said = first_of(["应收清单", "2026年5月续期应收", "2026年6月"]);
        assert_eq!(
            said,
            Some(Said {
                year: Some(2026),
                month: 5
            })
        );
    }

    proptest::proptest! {
        #[test]
        fn no_name_makes_it_panic(text in ".*", number in "[0-9月年十一二-]{0,12}") {
            let _ = of(&text);
            let _ = of(&number);
        }
    }
}
