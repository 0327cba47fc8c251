//! Units of amounts: 万元 and its kind, in headers, in titles above them and in the formats of cells.

use crate::ingest::fold::fold;

/// A unit of money: so many zeros behind the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    pub word: &'static str,
    /// Powers of ten; 0 for yuan, negative for its parts.
    pub zeros: i32,
}

/// From the longest word on, as the shorter ones end the longer ones.
const UNITS: [Unit; 12] = [
    unit("十亿元", 9),
    unit("百万元", 6),
    unit("千万元", 7),
    unit("十万元", 5),
    unit("亿元", 8),
    unit("万元", 4),
    unit("千元", 3),
    unit("百元", 2),
    unit("十元", 1),
    unit("元", 0),
    unit("角", -1),
    unit("分", -2),
];

/// A unit of other columns than money.
const PERCENT: Unit = unit("%", -2);

const fn unit(word: &'static str, zeros: i32) -> Unit {
    Unit { word, zeros }
}

/// No text below the headers that names a unit is longer, in bytes.
const LONGEST_TITLE: usize = 100;

/// What stands before the unit of a whole table.
const LABELS: [&str; 3] = ["单位", "金额", "unit"];

/// Quantities other than premiums whose unit may be told, too.
const OTHER_QUANTITIES: [&str; 20] = [
    "保额",
    "保险",
    "保险金额",
    "资本",
    "资产",
    "负债",
    "目标",
    "件数",
    "数量",
    "人数",
    "人力",
    "面积",
    "现价",
    "现金价值",
    "净值",
    "市值",
    "评分",
    "得分",
    "积分",
    "分数",
];

impl Unit {
    pub const YUAN: Self = unit("元", 0);

    /// True for a share of a hundred, which no amount of money is.
    pub fn is_percent(self) -> bool {
        self == PERCENT
    }

    /// The unit that is all of `text`, in brackets or not: 万元, （人民币万元）, 万, 分.
    pub fn named(text: &str) -> Option<Self> {
        let folded = fold(text);
        let mut bare = without_marks(&folded);
        for money in ["人民币", "rmb", "cny", "¥"] {
            bare = bare.strip_prefix(money).unwrap_or(bare);
            bare = without_marks(bare.strip_suffix(money).unwrap_or(bare));
        }
        UNITS
            .into_iter()
            .find(|unit| bare == unit.word || (unit.zeros > 2 && Some(bare) == unit.word.strip_suffix('元')))
    }

    /// The units a title or the name of a sheet gives to all amounts: 单位：万元, 金额单位：人民币万元, 应收清单（万元）. 单位：元/件
    /// is none, as nobody counts money in it. Blanks may stand anywhere, or between things that have nothing to do with each
    /// other: 单 位：万 元, 单位：万元 币种：人民币.
    pub fn in_title(text: &str) -> Vec<Self> {
        let whole = Self::in_phrase(text);
        if whole.is_empty() {
            text.split_whitespace().flat_map(Self::in_phrase).collect()
        } else {
            whole
        }
    }

    /// True for a text below the headers that gives a unit to all amounts, as titles do.
    pub fn is_told_by(text: &str) -> bool {
        // Few cells get past the first look, and all of a column are looked at.
        const FULL_WIDTH: u8 = "：".as_bytes()[0];
        let is_mark = |byte: u8| matches!(byte, b':' | b'(' | FULL_WIDTH);
        let looks_so = text.len() < LONGEST_TITLE && text.bytes().any(is_mark);
        // What stands in brackets only may be of the sum in this row: 合计（万元）.
        looks_so && !labels(&fold(text)).is_empty() && !Self::in_title(text).is_empty()
    }

    fn in_phrase(text: &str) -> Vec<Self> {
        let folded = fold(text);
        let phrase = folded.strip_prefix('以').or_else(|| folded.strip_prefix("金额以"));
        let phrase = phrase.and_then(|rest| rest.strip_suffix("为单位").or_else(|| rest.strip_suffix('计')));
        // 分 by itself may be points as well.
        let by_itself = |text| Self::named(text).filter(|unit| unit.zeros >= 0);
        if let Some(unit) = phrase.and_then(by_itself) {
            return vec![unit];
        }
        let labels = labels(&folded);
        if !labels.is_empty() {
            let ends = labels.iter().skip(1).map(|(start, _)| *start).chain([folded.len()]);
            let own = labels
                .iter()
                .zip(ends)
                .filter(|((start, _), _)| is_of_amounts(&folded[..*start]));
            return own
                .flat_map(|((_, after), end)| in_list(&folded[*after..end]))
                .collect();
        }
        let inner = ["(", "[", "【"].iter().filter_map(|open| folded.rfind(open)).max();
        let bracketed = inner.filter(|_| folded.ends_with([')', ']', '】']));
        let candidate = bracketed.map_or(folded.as_str(), |start| &folded[start..]);
        by_itself(candidate).into_iter().collect()
    }
}

/// Where the words for a unit stand, from and to, in order.
fn labels(folded: &str) -> Vec<(usize, usize)> {
    let found = LABELS.iter().flat_map(|label| {
        folded
            .match_indices(label)
            .map(|(start, label)| (start, start + label.len()))
    });
    let mut found: Vec<(usize, usize)> = found.collect();
    found.sort_unstable();
    found
}

/// False if the words before a label name another quantity: 保额单位：万元 says nothing of what is due.
fn is_of_amounts(before: &str) -> bool {
    !OTHER_QUANTITIES.iter().any(|word| before.ends_with(word))
}

fn in_list(text: &str) -> impl Iterator<Item = Unit> {
    let list = text.trim_start_matches(['s', ':', '为', '是', '=', '-', '—']);
    let list = list.split([',', '、', ';', '(', ')', ']', '】', '。']);
    list.filter_map(Unit::named)
}

/// True if the cells of a row say nothing but units: a second line of headers.
pub fn names_units<'a>(cells: impl Iterator<Item = &'a str>) -> bool {
    let mut filled = cells.filter(|cell| !cell.trim().is_empty()).peekable();
    filled.peek().is_some() && filled.all(|cell| Unit::named(cell).is_some())
}

fn without_marks(text: &str) -> &str {
    text.trim_matches(['(', ')', '[', ']', '【', '】', ':', '。'])
}

/// The header without the unit it names, and that unit. Percent is one too, of other columns than money.
pub fn without_unit(folded: &str) -> (String, Option<Unit>) {
    for (open, close) in [("(", ")"), ("[", "]"), ("【", "】"), ("/", ""), ("_", ""), (":", "")] {
        let Some(inner) = folded.strip_suffix(close) else {
            continue;
        };
        if let Some((bare, inner)) = inner.rsplit_once(open).filter(|(bare, _)| !bare.is_empty()) {
            let inner = inner.strip_prefix("单位:").unwrap_or(inner);
            let named = if inner == "%" {
                Some(PERCENT)
            } else {
                Unit::named(inner)
            };
            if named.is_some() {
                return (bare.to_owned(), named);
            }
        }
    }
    let suffixed = UNITS.into_iter().filter(|unit| unit.zeros > 0);
    let mut suffixed = suffixed.filter_map(|unit| Some((folded.strip_suffix(unit.word)?.to_owned(), Some(unit))));
    suffixed.next().unwrap_or_else(|| (folded.to_owned(), None))
}

/// The unit that a header names for its column.
pub fn unit_of(header: &str) -> Option<Unit> {
    without_unit(&fold(header)).1.filter(|unit| !unit.is_percent())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_known_by_their_words() {
        for (text, zeros) in [
            ("万元", Some(4)),
            ("（人民币万元）", Some(4)),
            ("萬元", Some(4)),
            ("百万", Some(6)),
            ("亿", Some(8)),
            ("千元", Some(3)),
            ("元", Some(0)),
            ("￥元", Some(0)),
            ("角", Some(-1)),
            ("（分）", Some(-2)),
            ("十", None),
            ("元/件", None),
            ("美元", None),
            ("人", None),
            ("", None),
        ] {
            assert_eq!(Unit::named(text).map(|unit| unit.zeros), zeros, "{text}");
        }
    }

    #[test]
    fn a_title_may_name_the_unit_of_all_amounts() {
        for (text, zeros) in [
            ("单位：万元", &[4][..]),
            ("制表：财务部　金额单位：人民币万元", &[4]),
            ("（单位:百万元）", &[6]),
            ("单位：万元 币种：人民币", &[4]),
            ("单位：万元人民币", &[4]),
            ("单位：人民币（万元）", &[4]),
            ("单 位：万 元", &[4]),
            ("应收清单(金额：万元)", &[4]),
            ("单位—万元", &[4]),
            ("金额（元）", &[0]),
            ("金额合计", &[]),
            ("编制单位：青岚分公司　金额单位：千元", &[3]),
            ("应收清单 （万元）", &[4]),
            ("货币单位为千元", &[3]),
            ("单位：件、万元", &[4]),
            ("单位：元、万元", &[0, 4]),
            ("单位：元/件", &[]),
            ("单位：人", &[]),
            ("Unit: 万元", &[4]),
            ("应收清单（万元）", &[4]),
            ("万元", &[4]),
            ("金额以万元为单位", &[4]),
            ("以千元计", &[3]),
            ("三月应收清单", &[]),
            ("百万元保单", &[]),
            ("销售单位：青岚分公司", &[]),
            ("备注：保额单位为万元", &[]),
            ("注册资本单位：万元", &[]),
            ("说明：总资产单位为亿元", &[]),
            ("注：目标单位：万元", &[]),
            ("单位：元（保额单位：万元）", &[0]),
            ("件数单位：件；保费单位：元；目标单位：万元", &[0]),
            ("金额单位：元 保额单位：万元", &[0]),
            ("Units: 万元", &[4]),
            ("单位：分", &[-2]),
            ("金额单位：人民币角", &[-1]),
            ("客户满意度得分（分）", &[]),
            ("得分单位：分", &[]),
            ("满意度以分计", &[]),
            ("", &[]),
        ] {
            let found: Vec<i32> = Unit::in_title(text).iter().map(|unit| unit.zeros).collect();
            assert_eq!(found, zeros, "{text}");
        }
    }

    #[test]
    fn a_header_may_name_the_unit_of_its_column() {
        for (header, bare, zeros) in [
            ("应收保费(万元)", "应收保费", Some(4)),
            ("应收保费[元]", "应收保费", Some(0)),
            ("应收保费/万元", "应收保费", Some(4)),
            ("应收保费万元", "应收保费", Some(4)),
            ("应收保费百万元", "应收保费", Some(6)),
            ("应收保费(单位:千元)", "应收保费", Some(3)),
            ("应收保费(人民币亿元)", "应收保费", Some(8)),
            ("应收保费_万元", "应收保费", Some(4)),
            ("应收保费(分)", "应收保费", Some(-2)),
            ("应收保费(角)", "应收保费", Some(-1)),
            ("应收保费分", "应收保费分", None),
            ("目标值(%)", "目标值", Some(-2)),
            ("应收保费(元/件)", "应收保费(元/件)", None),
            ("(万元)", "(万元)", None),
            ("日元", "日元", None),
        ] {
            let (found, unit) = without_unit(&fold(header));
            assert_eq!((found.as_str(), unit.map(|unit| unit.zeros)), (bare, zeros), "{header}");
        }
    }
}
