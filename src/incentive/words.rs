//! What plans and traces call by ids, in the words people use: titles of metrics and blocks, amounts with marks.

use std::collections::BTreeMap;

use super::number::{Mode, Number};
use super::plan::{Part, Scope};
use super::trace::{Read, Step, cause_zh};
use crate::decimal::grouped;
use crate::metrics::{Catalog, Unit};
use crate::workspace::Locale;

/// Titles by id, in one language.
#[derive(Clone, Debug)]
pub struct Words {
    locale: Locale,
    titles: BTreeMap<String, String>,
    shares: Vec<String>,
}

/// What rows of the ledger begin with, in Chinese and English.
const PREFIXES: [(&str, &str, &str); 15] = [
    ("component", "", ""),
    ("gate", "门槛", "gate"),
    ("withhold", "暂扣", "withheld by"),
    ("multiplier", "系数", "multiplier"),
    ("penalty", "扣罚", "penalty"),
    ("floor", "保底", "floor"),
    ("cap", "封顶", "cap"),
    ("proration", "出勤折算", "proration"),
    ("pool_fund", "交入奖金池", "into the pool"),
    ("pool", "奖金池分配", "from the pool"),
    ("guarantee", "保障", "guarantee"),
    ("deferral", "递延", "deferred by"),
    ("release", "发放", "released by"),
    ("carry", "结转", "carried by"),
    ("clawback", "追回", "clawback"),
];

impl Words {
    /// The titles of the metrics, and those of a plan's ids.
    #[must_use]
    pub fn new(catalog: &Catalog, names: &[(String, String)], locale: Locale) -> Self {
        let metrics = catalog
            .metrics()
            .map(|m| (m.id.to_string(), m.title(locale).to_owned()));
        let shares = catalog.metrics().filter(|m| m.unit == Unit::Ratio);
        let points = ("collaboration_points", locale.pick("协作积分", "collaboration points"));
        let mut titles: BTreeMap<String, String> = metrics.collect();
        titles.insert(points.0.to_owned(), points.1.to_owned());
        titles.extend(names.iter().cloned());
        Self {
            locale,
            titles,
            shares: shares.map(|m| m.id.to_string()).collect(),
        }
    }

    /// The language.
    #[must_use]
    pub fn locale(&self) -> Locale {
        self.locale
    }

    fn pick<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        self.locale.pick(zh, en)
    }

    /// The title of an id, or the id.
    #[must_use]
    pub fn title<'w>(&'w self, id: &'w str) -> &'w str {
        self.titles.get(id).map_or(id, String::as_str)
    }

    /// A ledger row or step: `component:renewal_bonus` is 续费率奖金.
    #[must_use]
    pub fn node(&self, node: &str) -> String {
        for (prefix, zh, en) in [("reversal:", "冲回 ", "reversed: "), ("rebook:", "重记 ", "rebooked: ")] {
            if let Some(rest) = node.strip_prefix(prefix) {
                return format!("{}{}", self.pick(zh, en), self.node(rest));
            }
        }
        let Some((prefix, rest)) = node.split_once(':') else {
            return if node == "rounding" {
                self.pick("尾差", "rounding").to_owned()
            } else {
                node.to_owned()
            };
        };
        if prefix == "adjustment" {
            return format!("{} {rest}", self.pick("人工调整", "adjustment"));
        }
        let found = PREFIXES.iter().find(|(own, ..)| *own == prefix);
        let word = found.map_or(prefix, |(_, zh, en)| self.pick(zh, en));
        let (id, of) = rest.split_once('/').map_or((rest, None), |(id, of)| (id, Some(of)));
        let title = self.title(id);
        let title = if word.is_empty() || title.starts_with(word) || title.ends_with(word) {
            title.to_owned()
        } else {
            format!("{word} {title}")
        };
        match of {
            None => title,
            Some(of) => format!("{title}{}", self.of(of)),
        }
    }

    fn of(&self, id: &str) -> String {
        let what = self.event(id).unwrap_or_else(|| self.title(id).to_owned());
        match self.locale {
            Locale::ZhCn => format!("（{what}）"),
            Locale::En => format!(" ({what})"),
        }
    }

    /// An event of the store: `lapse:2026-04-20:P1` is what happened, when, to the policy of which payment.
    fn event(&self, id: &str) -> Option<String> {
        let (cause, rest) = id.split_once(':')?;
        let (day, payment) = rest.split_once(':')?;
        let cause = match self.locale {
            Locale::ZhCn => cause_zh(cause),
            Locale::En => cause,
        };
        let word = self.pick("缴费", "payment");
        Some(format!("{day} {cause}，{word} {payment}"))
    }

    /// A text of the trace with its ids named: `team.renewal_rate >= 0.9` is 团队续费率 >= 0.9.
    #[must_use]
    pub fn say(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find(|c: char| c.is_ascii_alphabetic()) {
            let (before, from) = rest.split_at(start);
            let continues = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | ':');
            let end = from.find(|c| !continues(c)).unwrap_or(from.len());
            let (word, after) = from.split_at(end);
            out.push_str(before);
            // What goes on from a digit or a letter of another script is no name.
            let is_inside = before.ends_with(|c: char| c.is_ascii_digit());
            out.push_str(&if is_inside { word.to_owned() } else { self.name(word) });
            rest = after;
        }
        out.push_str(rest);
        out.replace(" x ", " × ").replace("->", "→")
    }

    fn name(&self, word: &str) -> String {
        if let Some(title) = self.titles.get(word) {
            return title.clone();
        }
        if let Some(node) = word.split_once(':').filter(|(_, id)| self.titles.contains_key(*id)) {
            return self.title(node.1).to_owned();
        }
        let mut parts: Vec<&str> = word.split('.').collect();
        let scope = Scope::WORDS.iter().find(|(own, _)| parts.first() == Some(own));
        let part = Part::WORDS.iter().find(|(own, _)| parts.last() == Some(own));
        if scope.is_some() {
            parts.remove(0);
        }
        if part.is_some() {
            parts.pop();
        }
        let [metric] = parts[..] else {
            return self.plain(word);
        };
        let Some(title) = self.titles.get(metric) else {
            return self.plain(word);
        };
        let scope = match scope.map(|(_, scope)| scope) {
            Some(Scope::Team) => self.pick("团队", "team "),
            Some(Scope::Branch) => self.pick("机构", "branch "),
            Some(Scope::Company) => self.pick("公司", "company "),
            Some(Scope::Specialist) | None => "",
        };
        let part = match part.map(|(_, part)| part) {
            Some(Part::Numerator) => self.pick("（分子）", " (numerator)"),
            Some(Part::Denominator) => self.pick("（分母）", " (denominator)"),
            Some(Part::Attainment) => self.pick("目标达成率", " attainment"),
            Some(Part::Value) | None => "",
        };
        format!("{scope}{title}{part}")
    }

    fn plain(&self, word: &str) -> String {
        let text = match word {
            "and" => self.pick("且", word),
            "or" => self.pick("或", word),
            "not" => self.pick("非", word),
            "max" => self.pick("取大", word),
            "min" => self.pick("取小", word),
            "coefficient" => self.pick("系数", word),
            "rows" => self.pick("笔", word),
            _ => word,
        };
        text.to_owned()
    }

    /// A number that went in.
    #[must_use]
    pub fn read(&self, read: &Read) -> String {
        let name = self.say(&read.name);
        let Some(value) = &read.value else {
            return format!(
                "{name}{}",
                self.pick("：无法计算（没有分母或目标）", ": undefined (no denominator or target)")
            );
        };
        let metric = read
            .name
            .rsplit('.')
            .find(|part| self.titles.contains_key(*part))
            .unwrap_or_default();
        let is_share = self.shares.iter().any(|own| own == metric)
            && !read.name.ends_with(".numerator")
            && !read.name.ends_with(".denominator");
        let shown = if is_share || read.name.ends_with(".attainment") {
            percent(value)
        } else {
            plain_number(value)
        };
        let source = self.say(&read.source);
        if read.source.is_empty() || read.source == value.to_string() {
            format!("{name} = {shown}")
        } else {
            match self.locale {
                Locale::ZhCn => format!("{name} = {shown}（{source}）"),
                Locale::En => format!("{name} = {shown} ({source})"),
            }
        }
    }

    /// The step's kind.
    #[must_use]
    pub fn step(&self, step: Step) -> &'static str {
        step.title(self.locale)
    }
}

/// An amount of money with its sign and marks: `+1,872.00`.
#[must_use]
pub fn signed(amount: &Number) -> String {
    let text = money(amount);
    if amount.is_positive() { format!("+{text}") } else { text }
}

/// An amount of money: at least two decimals, more where it has more.
#[must_use]
pub fn money(amount: &Number) -> String {
    match amount.to_decimal() {
        Some(decimal) => {
            let mut decimal = decimal.normalize();
            if decimal.scale() < 2 {
                decimal.rescale(2);
            }
            grouped(decimal)
        }
        None => amount.to_string(),
    }
}

fn plain_number(number: &Number) -> String {
    match number.to_decimal() {
        Some(decimal) => grouped(decimal.normalize()),
        None => number.round(4, Mode::HalfUp).to_string(),
    }
}

/// A share in percent with two decimals.
fn percent(share: &Number) -> String {
    let percent = (share * &Number::from(100)).round(2, Mode::HalfUp);
    format!("{}%", money(&percent))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Library;

    #[test]
    fn ids_are_named_and_numbers_left_alone() {
        let catalog = Catalog::load(&Library::shipped()).unwrap();
        let names = [
            ("curve".to_owned(), "续费率系数".to_owned()),
            ("bonus-a".to_owned(), "奖金".to_owned()),
        ];
        let words = Words::new(&catalog, &names, Locale::ZhCn);
        for (text, said) in [
            (
                "curve(0.96) = 1.2; 2600 x 0.6 x 1.2 = 1872",
                "续费率系数(0.96) = 1.2; 2600 × 0.6 × 1.2 = 1872",
            ),
            (
                "team.renewal_rate.attainment >= 1 and error_rate < 0.02",
                "团队续费率（件数）目标达成率 >= 1 且 收费差错率 < 0.02",
            ),
            ("curve(1.3 -> 1.2) = 2", "续费率系数(1.3 → 1.2) = 2"),
            ("P0001 of plans/a.toml:12:1", "P0001 of plans/a.toml:12:1"),
        ] {
            assert_eq!(words.say(text), said);
        }
        assert_eq!(
            words.node("clawback:x/lapse:2026-04-20:P1"),
            "追回 x（2026-04-20 失效，缴费 P1）"
        );
        assert_eq!(words.node("gate:curve/bonus-a"), "门槛 续费率系数（奖金）");
        assert_eq!(words.node("reversal:component:bonus-a"), "冲回 奖金");
    }
}
