//! How alike two headers are: by words that mean the same and by the characters they share.

use std::collections::HashSet;

use crate::ingest::fold::fold;

/// Headers in one form: of words that mean the same in headers the first stands for all.
pub struct Alike {
    /// Word and what stands for it, the longest words first.
    same: Vec<(String, String)>,
}

impl Alike {
    /// `groups` are words that mean the same.
    pub fn new(groups: &[Vec<String>]) -> Self {
        let of_group = |group: &Vec<String>| {
            let first = group.first().map(|word| fold(word)).unwrap_or_default();
            let words: Vec<(String, String)> = group.iter().map(|word| (fold(word), first.clone())).collect();
            words
        };
        let mut same: Vec<(String, String)> = groups.iter().flat_map(of_group).collect();
        same.sort_by_key(|(word, _)| std::cmp::Reverse(word.chars().count()));
        Self { same }
    }

    /// A folded header in the one form, without marks between its words.
    pub fn form(&self, folded: &str) -> String {
        let bare: String = folded.chars().filter(|c| c.is_alphanumeric()).collect();
        let (mut out, mut rest) = (String::new(), bare.as_str());
        while let Some(first) = rest.chars().next() {
            let known = self.same.iter().find(|(word, _)| rest.starts_with(word.as_str()));
            if let Some((word, first)) = known {
                out.push_str(first);
                rest = &rest[word.len()..];
            } else {
                out.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
        out
    }
}

/// From 0 (nothing in common) to 1 (the same): the characters both have in this order, and whether one holds the other.
pub fn likeness(one: &str, other: &str) -> f64 {
    if one.is_empty() || other.is_empty() {
        return 0.0;
    }
    if one == other {
        return 1.0;
    }
    let (a, b): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let shared = in_common(&a, &b);
    let dice = 2.0 * ratio(shared, a.len() + b.len());
    let (short, long) = if a.len() < b.len() { (&a, &b) } else { (&b, &a) };
    let distinct: HashSet<&char> = short.iter().collect();
    let holds = distinct.len() > 1 && (one.contains(other) || other.contains(one));
    if holds {
        dice.max(0.5 + 0.4 * ratio(short.len(), long.len()))
    } else {
        dice
    }
}

/// The length of the longest text both hold, with gaps.
fn in_common(a: &[char], b: &[char]) -> usize {
    let mut row = vec![0_usize; b.len() + 1];
    for x in a {
        let mut before = 0;
        for (at, y) in b.iter().enumerate() {
            let here = row[at + 1];
            row[at + 1] = if x == y { before + 1 } else { here.max(row[at]) };
            before = here;
        }
    }
    row[b.len()]
}

/// A share of small counts.
pub fn ratio(part: usize, whole: usize) -> f64 {
    let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    if whole == 0 { 0.0 } else { number(part) / number(whole) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_mean_the_same_make_headers_alike() {
        let alike = Alike::new(&[
            vec!["号".into(), "号码".into(), "编号".into(), "代码".into()],
            vec!["日".into(), "日期".into()],
            vec!["专员".into(), "业务员".into()],
        ]);
        assert_eq!(alike.form(&fold("業務員編號")), alike.form(&fold("专员代码")));
        assert_eq!(alike.form(&fold("应缴-日期")), "应交日");
        assert!(likeness("应收保费", "应收保费") > 0.99);
        assert!(likeness("本期应收保费", "应收保费") > 0.7);
        assert!(likeness("宽限期", "险种") < 0.5);
        assert!(likeness("", "险种") < 0.01);
    }
}
