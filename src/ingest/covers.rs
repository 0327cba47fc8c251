//! The day to which a file says that it is complete: `数据截至 2026-06-30`, `统计日期：2026年6月30日`, `应收清单_截至20260630`.

use chrono::NaiveDate;
use unicode_normalization::UnicodeNormalization;

use super::dates::{Moment, moment};

/// What stands before the day, the longest first.
const WORDS: [&str; 12] = [
    "数据截止日期",
    "数据截至日期",
    "统计截止日期",
    "数据截至",
    "数据截止",
    "统计截至",
    "统计截止",
    "统计日期",
    "数据日期",
    "截止日期",
    "截至",
    "data as of",
];

/// What may stand between the word and the day.
const BETWEEN: &str = ":到于为日期是 ";

/// What a span has between its first day and its last.
const SPAN: &str = "至到~-–—";

/// The day that the first of `texts` with one says.
pub fn first_of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Option<NaiveDate> {
    texts.into_iter().find_map(of)
}

fn of(text: &str) -> Option<NaiveDate> {
    let text = text.nfkc().collect::<String>().to_lowercase();
    let (at, word) = WORDS.iter().find_map(|word| Some((text.find(word)?, *word)))?;
    let rest = text[at + word.len()..].trim_start_matches(|c| BETWEEN.contains(c));
    let (first, rest) = day(rest)?;
    // Of a span the last day.
    let rest = rest.trim_start().trim_start_matches(|c| SPAN.contains(c));
    let last = day(rest.trim_start()).map(|(last, _)| last);
    Some(last.filter(|last| *last >= first).unwrap_or(first))
}

/// The day that `text` begins with, and what follows it.
fn day(text: &str) -> Option<(NaiveDate, &str)> {
    let is_part = |c: char| c.is_ascii_digit() || "年月日号./-".contains(c);
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    // `2026-06-01-2026-06-30`: the longest beginning that is a day.
    let ends = text[..end].char_indices().map(|(at, c)| at + c.len_utf8()).rev();
    ends.filter_map(|end| Some((end, moment(&text[..end])?)))
        .find_map(|(end, found)| match found {
            Moment::At(time) if end >= 8 => Some((time.date(), &text[end..])),
            _ => None,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_behind_the_words_that_say_what_it_is() {
        for (text, expected) in [
            ("续期应收清单（数据截至 2026-06-30）", Some("2026-06-30")),
            ("统计日期：2026年6月30日", Some("2026-06-30")),
            ("统计日期：2026/6/1至2026/6/30", Some("2026-06-30")),
            ("统计日期: 2026-06-01 ~ 2026-06-30", Some("2026-06-30")),
            ("截至２０２６年６月５日的实收", Some("2026-06-05")),
            ("实收明细_截至20260630", Some("2026-06-30")),
            ("Data as of 2026-06-30", Some("2026-06-30")),
            ("数据截止日期：2026.6.30 单位：元", Some("2026-06-30")),
            ("截至上月末", None),
            ("截至2026年6月", None),
            ("制表日期：2026-07-02", None),
            ("应收清单_20260630", None),
            ("截至", None),
            ("", None),
        ] {
            let found = of(text).map(|day| day.to_string());
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_title_makes_it_panic(text in ".*", day in "[0-9年月日至/.-]{0,24}") {
            let _ = of(&text);
            let _ = of(&format!("截至{day}"));
        }
    }
}
