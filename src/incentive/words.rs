//! What plans and traces call by ids, in the words people use: titles of metrics and blocks, amounts with marks. The
//! sentences of a trace are made here and nowhere else.

use std::collections::BTreeMap;

use super::input::Cause;
use super::number::{Mode, Number};
use super::plan::condition;
use super::plan::measure::{MeasureName, Part, Scope};
use super::rule::adjustment::Adjustment;
use super::rule::list::row_words;
use super::trace::formula::Spelling;
use super::trace::note::Compared;
use super::trace::{Entry, Figure, Formula, Gap, ItemWhy, Name, Node, Note, Read, RowWord, Side, Source, Step};
use crate::decimal::{Decimal, grouped};
use crate::metrics::{Catalog, Unit};
use crate::workspace::Locale;

/// Titles by id, in one language.
#[derive(Clone, Debug)]
pub struct Words {
    locale: Locale,
    titles: BTreeMap<String, String>,
    shares: Vec<String>,
    rows: Vec<RowWord>,
}

/// How traces call the points for help given.
const POINTS: &str = "collaboration_points";

impl Words {
    /// The titles of the metrics, and those of a plan's ids.
    pub fn new(catalog: &Catalog, names: &[(String, String)], locale: Locale) -> Self {
        let metrics = catalog
            .metrics()
            .map(|m| (m.id.to_string(), m.title(locale).to_owned()));
        let shares = catalog.metrics().filter(|m| m.unit == Unit::Ratio);
        let mut titles: BTreeMap<String, String> = metrics.collect();
        titles.insert(
            POINTS.to_owned(),
            locale.pick("协作积分", "collaboration points").to_owned(),
        );
        titles.extend(names.iter().cloned());
        Self {
            locale,
            titles,
            shares: shares.map(|m| m.id.to_string()).collect(),
            rows: row_words(),
        }
    }

    /// The language.
    pub fn locale(&self) -> Locale {
        self.locale
    }

    fn pick<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        self.locale.pick(zh, en)
    }

    fn say(&self, zh: String, en: String) -> String {
        match self.locale {
            Locale::ZhCn => zh,
            Locale::En => en,
        }
    }

    /// `text` in parentheses behind something.
    fn aside(&self, text: &str) -> String {
        self.say(format!("（{text}）"), format!(" ({text})"))
    }

    /// The title of an id, or the id.
    pub fn title<'w>(&'w self, id: &'w str) -> &'w str {
        self.titles.get(id).map_or(id, String::as_str)
    }

    /// A row of the ledger, that may correct another one.
    pub fn entry(&self, entry: &Entry) -> String {
        let before = match entry.side {
            Side::Own => "",
            Side::Reversal => self.pick("冲回 ", "reversed: "),
            Side::Rebook => self.pick("重记 ", "rebooked: "),
        };
        format!("{before}{}", self.node(&entry.node))
    }

    /// A row or step: `component:renewal_bonus` is 续费率奖金.
    pub fn node(&self, node: &Node) -> String {
        let found = self.rows.iter().find(|row| row.key == node.word);
        let word = found.map_or(&*node.word, |row| self.pick(row.title.0, row.title.1));
        let Some(id) = &node.id else {
            return word.to_owned();
        };
        if node.word == Adjustment::WORD {
            let part = node.part.as_ref().map_or_else(String::new, |part| format!("/{part}"));
            return format!("{word} {id}{part}");
        }
        let title = self.title(id);
        // 扣罚 差错扣罚 says it twice.
        let title = if word.is_empty() || title.starts_with(word) || title.ends_with(word) {
            title.to_owned()
        } else {
            format!("{word} {title}")
        };
        match &node.part {
            None => title,
            Some(part) => {
                let what = self.event(part).unwrap_or_else(|| self.title(part).to_owned());
                format!("{title}{}", self.aside(&what))
            }
        }
    }

    /// An event of the store: `lapse:2026-04-20:P1` is what happened, when, to the policy of which payment.
    fn event(&self, id: &str) -> Option<String> {
        let (cause, rest) = id.split_once(':')?;
        let (day, payment) = rest.split_once(':')?;
        let word = self.pick("缴费", "payment");
        Some(format!("{day} {}，{word} {payment}", self.cause(cause)))
    }

    fn cause<'c>(&self, word: &'c str) -> &'c str {
        match (self.locale, Cause::of_word(word)) {
            (Locale::En, _) | (_, None) => word,
            (Locale::ZhCn, Some(cause)) => match cause {
                Cause::Reversal => "冲正",
                Cause::Lapse => "失效",
                Cause::Surrender => "退保",
                Cause::FreeLook => "犹豫期撤单",
                Cause::ComplianceError => "合规差错",
                Cause::FalseRenewal => "虚假续保",
            },
        }
    }

    /// A measure: `team.renewal_rate` is 团队续费率. One of a metric that nobody knows is written as it is.
    pub fn measure(&self, measure: &MeasureName) -> String {
        let Some(title) = self.titles.get(&measure.metric) else {
            return measure.to_string();
        };
        let scope = match measure.scope {
            Scope::Team => self.pick("团队", "team "),
            Scope::Branch => self.pick("机构", "branch "),
            Scope::Company => self.pick("公司", "company "),
            Scope::Specialist => "",
        };
        let part = match measure.part {
            Part::Numerator => self.pick("（分子）", " (numerator)"),
            Part::Denominator => self.pick("（分母）", " (denominator)"),
            Part::Attainment => self.pick("目标达成率", " attainment"),
            Part::Value => "",
        };
        format!("{scope}{title}{part}")
    }

    /// A condition of a plan: `team.renewal_rate >= 0.9 and ...` is 团队续费率 >= 0.9 且 ...
    pub fn condition(&self, text: &str) -> String {
        condition::respelled(text, |word| match word {
            "and" => self.pick("且", "and").to_owned(),
            "or" => self.pick("或", "or").to_owned(),
            "not" => self.pick("非", "not").to_owned(),
            _ if Number::parse(word).is_some() => word.to_owned(),
            name => self.measure(&MeasureName::from(name.to_owned())),
        })
    }

    /// A formula with its numbers.
    pub fn formula(&self, formula: &Formula) -> String {
        let payments = |count: u64| self.say(format!("{count} 笔缴费逐笔相加"), format!("sum over {count} payments"));
        let kept_back = |month: chrono::NaiveDate, amount: &Figure| {
            let month = month.format("%Y-%m");
            self.say(
                format!("{month} 递延的 {amount}"),
                format!("{amount} deferred in {month}"),
            )
        };
        formula.spelled(&Spelling {
            table: &|id| self.title(id).to_owned(),
            payments: &payments,
            kept_back: &kept_back,
            times: "×",
            arrow: "→",
            max: self.locale.pick("取大", "max"),
            min: self.locale.pick("取小", "min"),
            steps: self.locale.pick("；", "; "),
        })
    }

    /// A number that went in.
    pub fn read(&self, read: &Read) -> String {
        let name = match &read.name {
            Name::Measure(measure) => self.measure(measure),
            Name::Param(id) | Name::Factor(id) | Name::Proration(id) => self.title(id).to_owned(),
            Name::CollaborationPoints => self.title(POINTS).to_owned(),
        };
        let Some(value) = &read.value else {
            let undefined = self.pick("：无法计算（没有分母或目标）", ": undefined (no denominator or target)");
            return format!("{name}{undefined}");
        };
        let shown = if self.is_share(&read.name) {
            percent(value)
        } else {
            plain_number(value)
        };
        match &read.source {
            Source::Sum(sum) if sum.number == *value => format!("{name} = {shown}"),
            source => format!("{name} = {shown}{}", self.aside(&self.source(source))),
        }
    }

    /// True for what people read in percent.
    fn is_share(&self, name: &Name) -> bool {
        let Name::Measure(measure) = name else {
            return false;
        };
        match measure.part {
            Part::Value => self.shares.contains(&measure.metric),
            Part::Attainment => true,
            Part::Numerator | Part::Denominator => false,
        }
    }

    fn source(&self, source: &Source) -> String {
        match source {
            Source::Factor => self.pick("系数", "coefficient").to_owned(),
            Source::Rows(count) => self.say(format!("{count} 笔"), format!("{count} rows")),
            Source::Peers(n, d) => self.say(
                format!("本机构其他人 {n} / {d}"),
                format!("others of the branch {n} / {d}"),
            ),
            other => other.to_string(),
        }
    }

    /// What else there is to say of a step.
    pub fn note(&self, note: &Note) -> String {
        match note {
            Note::NotInForce => self.pick("本期尚未生效", "not yet in force").to_owned(),
            Note::Barred(why) => self.say(format!("不参加：{why}"), format!("does not take part: {why}")),
            Note::UndefinedPaysNothing(name) => {
                let name = self.measure(name);
                self.say(
                    format!("{name} 无法计算，按 0 发放"),
                    format!("{name} is undefined, which pays 0"),
                )
            }
            Note::UndefinedWithheld(name) => {
                let name = self.measure(name);
                self.say(
                    format!("{name} 无法计算，暂不发放，待查明"),
                    format!("{name} is undefined; nothing is paid until that is settled"),
                )
            }
            Note::UndefinedFactor(name, factor) => {
                let name = self.measure(name);
                self.say(
                    format!("{name} 无法计算，系数取 {factor}"),
                    format!("{name} is undefined, the factor is {factor}"),
                )
            }
            Note::Passed(when) => {
                let when = self.condition(when);
                self.say(format!("达到条件：{when}"), format!("passed: {when}"))
            }
            Note::Failed(when, gaps) => {
                let (when, gaps) = (self.condition(when), gaps.iter().map(|gap| self.gap(gap)));
                let gaps: Vec<String> = gaps.collect();
                self.say(
                    format!("未达到条件：{when}；{}", gaps.join("；")),
                    format!("failed: {when}; {}", gaps.join("; ")),
                )
            }
            Note::UndefinedCondition(when, passes) => {
                let when = self.condition(when);
                let (zh, en) = if *passes {
                    ("达到", "passed")
                } else {
                    ("未达到", "failed")
                };
                self.say(
                    format!("条件 {when} 无法计算，视为{zh}"),
                    format!("{when} is undefined and counts as {en}"),
                )
            }
            Note::HeldTo(limit) => self.say(format!("按上限 {limit} 封顶"), format!("held to {limit}")),
            Note::LiftedTo(limit) => self.say(format!("按下限 {limit} 补足"), format!("lifted to {limit}")),
            Note::NothingToDo => self.pick("无变化", "nothing to do").to_owned(),
            Note::PaidBefore(sum) => self.say(
                format!("减去本年以前各期已发 {sum}"),
                format!("less {sum} paid earlier in the year"),
            ),
            Note::Place(place, of) => self.say(format!("第 {place} 名，共 {of} 人"), format!("place {place} of {of}")),
            Note::NotRanked => self.pick("不参加排名", "not ranked").to_owned(),
            Note::Balance(sum) => self.say(format!("余额 {sum}"), format!("balance {sum}")),
            Note::Forfeited(sum) => self.say(format!("条件未达到，{sum} 不再发放"), format!("{sum} forfeited")),
            Note::Event(cause, months, share) => {
                let cause = self.cause(cause);
                self.say(
                    format!("{cause}，满 {months} 个月，比例 {share}"),
                    format!("{cause} after {months} complete months, share {share}"),
                )
            }
            Note::TakenFor(payment, period, day) => self.say(
                format!("缴费 {payment}（{period} 已计发），事件日 {day}"),
                format!("payment {payment}, paid for in {period}, event of {day}"),
            ),
            Note::Debt(sum) => self.say(
                format!("{sum} 留待以后各期扣回"),
                format!("{sum} stays a debt for later periods"),
            ),
            Note::Reason(text) => self.say(format!("原因：{text}"), format!("reason: {text}")),
        }
    }

    fn gap(&self, gap: &Gap) -> String {
        let side = |side: &Compared| match &side.measure {
            Some(measure) => format!("{} {}", self.measure(measure), side.value),
            None => side.value.to_string(),
        };
        let not = if gap.negated { self.pick("非 ", "not ") } else { "" };
        let (left, sign, right) = (side(&gap.left), gap.sign.word(), side(&gap.right));
        format!("{not}{left} {sign} {right} (Δ {})", gap.by)
    }

    /// Why a payment counts as it does, or does not.
    pub fn why(&self, why: &ItemWhy) -> String {
        match why {
            ItemWhy::RateRow(row) => row.clone(),
            ItemWhy::Table(formula) => self.formula(formula),
            ItemWhy::NoRate => self
                .pick("没有对应的费率，按 0 计", "no rate row fits, which is 0")
                .to_owned(),
            ItemWhy::Filtered(column, value) => self.say(
                format!("{column} 为 {value}，不在本项目范围内"),
                format!("{column} is {value}, which the component leaves out"),
            ),
            ItemWhy::OtherDay => self.pick("不在本期", "paid outside the window").to_owned(),
            ItemWhy::ClawedBack => self
                .pick("冲正另行追回", "a reversal, taken back by a clawback")
                .to_owned(),
        }
    }

    /// The step's kind.
    pub fn step(&self, step: Step) -> &'static str {
        self.locale.pick(step.title.0, step.title.1)
    }
}

/// An amount of money with its sign and marks: `+1,872.00`.
pub fn signed(amount: &Number) -> String {
    let text = money(amount);
    if amount.is_positive() { format!("+{text}") } else { text }
}

/// An amount of money: at least two decimals, more where it has more.
pub fn money(amount: &Number) -> String {
    amount
        .to_decimal()
        .map_or_else(|| amount.to_string(), crate::decimal::money)
}

fn plain_number(number: &Number) -> String {
    let decimal: Option<Decimal> = number.to_decimal();
    match decimal {
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

    fn words(locale: Locale) -> Words {
        let catalog = Catalog::load(&Library::shipped()).unwrap();
        let names = [
            ("curve".to_owned(), "续费率系数".to_owned()),
            ("bonus-a".to_owned(), "奖金".to_owned()),
        ];
        Words::new(&catalog, &names, locale)
    }

    #[test]
    fn ids_are_named_and_numbers_left_alone() {
        let words = words(Locale::ZhCn);
        for (kept, said) in [
            (
                "curve(0.96) = 1.2; 2600 x 0.6 x 1.2 = 1872",
                "续费率系数(0.96) = 1.2；2600 × 0.6 × 1.2 = 1872",
            ),
            ("curve(1.3 -> 1.2) = 2", "续费率系数(1.3 → 1.2) = 2"),
            ("max(0, 7 - 2)", "取大(0, 7 - 2)"),
            ("Σ(3) = 164", "3 笔缴费逐笔相加 = 164"),
            ("2026-01 = 200", "2026-01 递延的 200"),
        ] {
            assert_eq!(words.formula(&Formula::parse(kept).unwrap()), said);
        }
        assert_eq!(
            words.condition("team.renewal_rate.attainment >= 1 and (error_rate < 0.02)"),
            "团队续费率（件数）目标达成率 >= 1 且 (收费差错率 < 0.02)"
        );
        for (kept, said) in [
            ("clawback:x/lapse:2026-04-20:P1", "追回 x（2026-04-20 失效，缴费 P1）"),
            ("gate:curve/bonus-a", "门槛 续费率系数（奖金）"),
            ("reversal:component:bonus-a", "冲回 奖金"),
            ("adjustment:A-1", "人工调整 A-1"),
            ("rounding", "尾差"),
            ("older:word", "older word"),
        ] {
            assert_eq!(words.entry(&Entry::parse(kept)), said);
        }
    }

    /// What people wrote themselves is never taken for the words of a plan.
    #[test]
    fn the_words_of_people_are_left_as_they_are() {
        let reason = "curve and max of bonus-a x 2";
        let said = words(Locale::ZhCn).note(&Note::Reason(reason.to_owned()));
        assert_eq!(said, format!("原因：{reason}"));
        let row = "plans/curve/rates/bonus-a.csv:2:1 (and, *)";
        assert_eq!(words(Locale::En).why(&ItemWhy::RateRow(row.to_owned())), row);
    }
}
