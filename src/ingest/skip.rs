//! Rows that are no data: blank ones, titles, sums, what stands at the foot of a page, banners, the headers once more.
//!
//! A row with an identifier in a key column is always data. What is left out is counted and listed with its text.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::fold::fold;
use super::headers::{Unit, without_unit};
use super::text::{is_error, tidy, visible};
use crate::contract::{TOTAL_WORDS, Table};
use crate::message::{Message, Say, say};

/// What a cell at the foot of a page begins with; behind a colon there may be more.
const LABELS: [&str; 9] = [
    "制表人",
    "制单人",
    "制表日期",
    "打印日期",
    "复核",
    "复核人",
    "审核",
    "审核人",
    "页",
];
/// No unit has a longer name.
const LONGEST_UNIT: usize = 6;
/// No word of a row that is no data is longer, in bytes.
const LONGEST_WORD: usize = 200;

/// Why a row is no data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Skip {
    Blank,
    /// 合计, 小计.
    Total,
    /// 制表人：..., 第1页 共3页.
    Foot,
    /// `***以下是...***`, `***处理保单...出错`.
    Banner,
    /// The line of headers once more.
    Header,
    /// Titles above the line of headers.
    Title,
    /// A row of a wide export that brings nothing to this table.
    NotOfTable,
}

/// The word for it.
impl Say for Skip {
    fn message(&self) -> Message {
        match self {
            Self::Blank => say!("ingest.skip.blank"),
            Self::Total => say!("ingest.skip.total"),
            Self::Foot => say!("ingest.skip.foot"),
            Self::Banner => say!("ingest.skip.banner"),
            Self::Header => say!("ingest.skip.header"),
            Self::Title => say!("ingest.skip.title"),
            Self::NotOfTable => say!("ingest.skip.not_of_table"),
        }
    }
}

/// Rows left out, by reason, and the titles above the headers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Skipped {
    left: BTreeMap<Skip, Left>,
    titles: Vec<String>,
}

/// Rows left out for one reason: how many, and the numbers of the first few with what they say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Left {
    count: u64,
    rows: Vec<(u64, String)>,
}

impl Skipped {
    const LISTED: usize = 10;
    /// Characters of a row that tell which one it is.
    const TEXT: usize = 60;

    pub(super) fn add<'a>(&mut self, reason: Skip, row: u64, cells: impl Iterator<Item = &'a str>) {
        let left = self.left.entry(reason).or_default();
        left.count += 1;
        if left.rows.len() == Self::LISTED {
            return;
        }
        // Headers and rows of another table say the same again and again.
        let says_something_new = !matches!(reason, Skip::Header | Skip::NotOfTable);
        let mut text = String::new();
        if left.rows.is_empty() || says_something_new {
            let cells = cells.map(visible).filter(|cell| !cell.is_empty());
            text = cells.collect::<Vec<_>>().join(" ").replace(['\r', '\n'], " ");
        }
        left.rows.push((row, text.chars().take(Self::TEXT).collect()));
        if reason == Skip::Title {
            self.titles.push(text);
        }
    }

    /// The first titles above the headers.
    pub(super) fn titles(&self) -> impl Iterator<Item = &str> {
        self.titles.iter().map(String::as_str)
    }

    /// How many rows were left out.
    pub fn count(&self) -> u64 {
        self.left.values().map(|left| left.count).sum()
    }

    /// Reason, count, and the first rows: their numbers and texts.
    pub fn iter(&self) -> impl Iterator<Item = (Skip, u64, &[(u64, String)])> {
        self.left
            .iter()
            .map(|(reason, left)| (*reason, left.count, left.rows.as_slice()))
    }
}

/// Knows the words by which a row is no data.
#[derive(Clone, Debug)]
pub struct Words {
    /// Folded, as all that is compared.
    totals: Vec<String>,
    labels: Vec<String>,
    /// True if one of them has a digit.
    have_digits: bool,
    /// Whole cells that mean nothing, as spelled.
    nothing: Arc<[String]>,
}

impl Words {
    /// Those for rows of `table`.
    pub fn of(table: &Table) -> Self {
        let key = table.key.iter().find_map(|key| table.column(key));
        Self::new(
            &table.total_words,
            key.map(|key| Arc::clone(&key.nothing)).unwrap_or_default(),
        )
    }

    fn new(totals: &[String], nothing: Arc<[String]>) -> Self {
        let totals = totals.iter().map(|word| fold(word)).filter(|word| !word.is_empty());
        let totals: Vec<String> = totals.collect();
        Self {
            have_digits: totals.iter().any(|word| has_digit(word)),
            totals,
            labels: LABELS.map(fold).to_vec(),
            nothing,
        }
    }

    /// All words that are whole cells by themselves, folded.
    pub(super) fn whole(&self) -> impl Iterator<Item = &str> {
        self.totals.iter().chain(&self.labels).map(String::as_str)
    }

    /// Why the row with these cells is no data, if it is none. `keys` says which cells identify a row.
    pub(super) fn skip<'a>(
        &self,
        cells: impl Iterator<Item = &'a str> + Clone,
        headers: &[String],
        keys: &[usize],
    ) -> Option<Skip> {
        if says_unit(cells.clone()) {
            return Some(Skip::Foot);
        }
        let holds_id = |key: &usize| {
            let cell = cells.clone().nth(*key).unwrap_or_default();
            self.is_id(cell, headers.get(*key).map_or("", String::as_str))
        };
        if keys.iter().any(holds_id) {
            return None;
        }
        // A banner need not stand in the first column.
        let is_banner = |key: &usize| {
            cells
                .clone()
                .nth(*key)
                .is_some_and(|cell| tidy(cell).starts_with("***"))
        };
        if keys.iter().any(is_banner) {
            return Some(Skip::Banner);
        }
        no_data(cells, headers, self, usize::MAX)
    }

    fn is_id(&self, cell: &str, header: &str) -> bool {
        let text = tidy(cell);
        let says_something = !self.is_nothing(&text) && !is_error(&text) && !text.starts_with("***");
        says_something && !is_same(header, cell) && self.mark(cell).is_none()
    }

    /// True for a tidy cell that says nothing.
    pub(super) fn is_nothing(&self, text: &str) -> bool {
        text.is_empty() || self.nothing.iter().any(|word| word == text)
    }

    /// What a row is that has this cell and no identifier.
    fn mark(&self, cell: &str) -> Option<Skip> {
        // Most keys are letters and digits, which no word is.
        let is_key = !self.have_digits && cell.is_ascii() && has_digit(cell);
        if is_key || cell.len() > LONGEST_WORD {
            return None;
        }
        let cell = fold(cell);
        let has_label = |label: &String| {
            let rest = cell.strip_prefix(label.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
        };
        let word = bare(&cell);
        if self.totals.iter().any(|total| total == word) {
            Some(Skip::Total)
        } else if !cell.is_empty() && (word.is_empty() || self.labels.iter().any(has_label)) {
            Some(Skip::Foot)
        } else {
            None
        }
    }
}

/// [`Words::skip`] where nobody knows yet which cells identify a row: the first that is filled decides.
pub(super) fn skip_reason<'a>(cells: impl Iterator<Item = &'a str> + Clone, headers: &[String]) -> Option<Skip> {
    static SHIPPED: OnceLock<Words> = OnceLock::new();
    let words = SHIPPED.get_or_init(|| Words::new(&TOTAL_WORDS.map(str::to_owned), Arc::default()));
    no_data(cells, headers, words, 1)
}

/// Why a row without identifier is no data; `words` are looked for in the first `most` cells that are filled.
fn no_data<'a>(
    cells: impl Iterator<Item = &'a str> + Clone,
    headers: &[String],
    words: &Words,
    most: usize,
) -> Option<Skip> {
    let filled = cells.enumerate().filter(|(_, cell)| !tidy(cell).is_empty());
    let Some((_, first)) = filled.clone().next() else {
        return Some(Skip::Blank);
    };
    if tidy(first).starts_with("***") {
        return Some(Skip::Banner);
    }
    let is_header = |(index, cell): (usize, &str)| {
        let header = headers.get(index);
        header.is_some_and(|header| is_same(header, cell) || is_same_but_for_unit(header, cell))
    };
    if filled.clone().all(is_header) {
        return Some(Skip::Header);
    }
    if says_unit(filled.clone().map(|(_, cell)| cell)) {
        return Some(Skip::Foot);
    }
    filled.take(most).find_map(|(_, cell)| words.mark(cell))
}

/// True for 单位：万元 below the data, beside nothing with a number. That it holds for the amounts above is seen apart.
fn says_unit<'a>(cells: impl Iterator<Item = &'a str>) -> bool {
    let mut filled = cells.filter(|cell| !cell.is_empty());
    filled.next().is_some_and(Unit::is_told_by) && filled.all(|cell| !cell.bytes().any(|byte| byte.is_ascii_digit()))
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|b| b.is_ascii_digit())
}

/// A folded word without the colon, the unit in brackets and the page numbers behind it.
fn bare(cell: &str) -> &str {
    let mut text = cell;
    loop {
        let before = text;
        text = text.trim_end_matches(':');
        if let Some((word, unit)) = text.strip_suffix(')').and_then(|text| text.rsplit_once('(')) {
            let is_unit = unit.chars().count() <= LONGEST_UNIT && !unit.chars().any(char::is_numeric);
            text = if is_unit { word } else { text };
        }
        text = without_page(text);
        if text == before {
            return text;
        }
    }
}

/// Without `第1页`, `共3页`, `1/3页` at its end.
fn without_page(text: &str) -> &str {
    let Some(before) = text.strip_suffix('页') else {
        return text;
    };
    let word = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '/');
    if word.len() == before.len() {
        return text;
    }
    let word = word.strip_suffix(['第', '共']).unwrap_or(word);
    word.trim_end_matches([',', '、', '/'])
}

/// True if `cell` repeats `header`. Text of different kinds is not normalised first: many rows ask this.
fn is_same(header: &str, cell: &str) -> bool {
    match (header.is_ascii(), cell.is_ascii()) {
        (true, true) if !cell.trim().contains(char::is_whitespace) => header.eq_ignore_ascii_case(cell.trim()),
        (true, false) | (false, true) if cell.len() < header.len() => false,
        _ => fold(header) == fold(cell),
    }
}

/// True for 应收保费（万元） below 应收保费（元）. That the units differ is told apart.
fn is_same_but_for_unit(header: &str, cell: &str) -> bool {
    let bare = |text: &str| without_unit(&fold(text)).0;
    !cell.is_ascii() && bare(header) == bare(cell)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Contract;
    use crate::library::Library;

    fn mark(cell: &str) -> Option<Skip> {
        let contract = Contract::load(&Library::shipped()).unwrap();
        Words::of(contract.table("customers").unwrap()).mark(cell)
    }

    #[test]
    fn whole_cells_that_are_a_word() {
        for cell in [
            "合计",
            "合  计 ",
            "小计：",
            "總計",
            "合计（元）",
            "合计(人):",
            "汇总",
            "本页合计",
            "Grand Total",
            "TOTAL:",
            "sub total",
            "合计 第1页",
            "本页小计(万元) 第1页/共3页",
            "累\u{200b}计",
        ] {
            assert_eq!(mark(cell), Some(Skip::Total), "{cell}");
        }
        for cell in [
            "制表人：王五",
            "制表人",
            "制表日期:2026-03-01",
            "审核人：",
            "第1页 共3页",
            "第 1 页",
            "1/3页",
            "页：1",
            "製表人:A",
            "審核",
            "第1頁",
        ] {
            assert_eq!(mark(cell), Some(Skip::Foot), "{cell}");
        }
        for cell in [
            "合计3笔",
            "合计(3笔)",
            "北区小计",
            "合计中",
            "总计划",
            "页面",
            "第1页的客户",
            "S001",
            "",
            "(元)a",
            "审核部",
        ] {
            assert_eq!(mark(cell), None, "{cell}");
        }
    }

    #[test]
    fn a_row_with_an_identifier_is_data() {
        let contract = Contract::load(&Library::shipped()).unwrap();
        let words = Words::of(contract.table("customers").unwrap());
        let headers = ["客户号", "客户姓名", "电话"].map(str::to_owned);
        let skip = |cells: [&'static str; 3]| words.skip(cells.into_iter(), &headers, &[0]);
        for (cells, expected) in [
            (["X1", "合计", ""], None),
            (["***1", "", ""], Some(Skip::Banner)),
            (["", "***", ""], Some(Skip::Banner)),
            (["X1", "***", ""], None),
            (["", "", "合计"], Some(Skip::Total)),
            (["合计", "3人", ""], Some(Skip::Total)),
            (["-", "合计", ""], Some(Skip::Total)),
            (["", "王", ""], None),
            (["客 户号", "客戶姓名", "電話"], Some(Skip::Header)),
            (["客户号", "王", ""], None),
            (["\u{2060}", " ", "\u{3000}"], Some(Skip::Blank)),
        ] {
            assert_eq!(skip(cells), expected, "{cells:?}");
        }
    }

    #[test]
    fn what_is_left_out_is_listed_with_its_text() {
        let mut skipped = Skipped::default();
        skipped.add(Skip::Total, 4, ["合  计", "", "2401.00\n"].into_iter());
        skipped.add(Skip::Total, 9, ["小计"].into_iter());
        let listed: Vec<_> = skipped.iter().collect();
        let rows = [(4, "合  计 2401.00".to_owned()), (9, "小计".to_owned())];
        assert_eq!(listed, [(Skip::Total, 2, &rows[..])]);
    }
}
