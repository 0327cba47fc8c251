//! What plans and traces call by ids, in the words people use: titles of metrics and blocks, amounts with marks. The
//! sentences of a trace are chosen here and nowhere else; they stand in `pay.*.toml` beside the other texts.

use std::collections::BTreeMap;

use super::number::{Mode, Number};
use super::plan::condition;
use super::plan::known::SCORED;
use super::plan::measure::{MeasureName, Part, Scope, Selection};
use super::positions::PositionPay;
use super::rule::adjustment::Adjustment;
use super::trace::formula::Spelling;
use super::trace::note::Compared;
use super::trace::{Entry, Figure, Formula, Gap, ItemWhy, Name, Node, Note, Read, Side, Source, Step};
use crate::decimal::{Decimal, grouped};
use crate::locale::Locale;
use crate::message::{Message, say};
use crate::metrics::{Catalog, Unit};
use crate::texts::Texts;

/// Titles by id and sentences, in one language.
#[derive(Clone, Debug)]
pub struct Words {
    /// Whether it is said where in its files a plan says something.
    pub tells_places: bool,
    locale: Locale,
    texts: Texts,
    titles: BTreeMap<String, String>,
    shares: Vec<String>,
    /// What people know payments by, for those who have no list of ids.
    payments: BTreeMap<String, String>,
}

/// How traces call the points for help given.
const POINTS: &str = "collaboration_points";

impl Words {
    /// The titles of the metrics and those of a plan's ids; `texts` are those of `locale`.
    pub fn new(texts: &Texts, catalog: &Catalog, names: &[(String, String)], locale: Locale) -> Self {
        let metrics = catalog
            .measures()
            .map(|m| (m.id.to_string(), m.title(locale).to_owned()));
        let shares = catalog.measures().filter(|m| m.unit == Unit::Ratio);
        let mut titles: BTreeMap<String, String> = metrics.collect();
        let own = [
            (POINTS, say!("pay.read.points")),
            (SCORED, say!("pay.read.scores")),
            ("position.base", say!("pay.read.base")),
            ("position.target_pay", say!("pay.read.target_pay")),
        ];
        titles.extend(own.map(|(name, message)| (name.to_owned(), texts.say(&message))));
        titles.extend(names.iter().cloned());
        Self {
            tells_places: true,
            locale,
            texts: texts.clone(),
            titles,
            shares: shares.map(|m| m.id.to_string()).collect(),
            payments: BTreeMap::new(),
        }
    }

    /// The language.
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// A sentence.
    pub(crate) fn say(&self, message: &Message) -> String {
        self.texts.say(message)
    }

    /// A word by its name; none if there is none.
    fn word(&self, name: &str) -> Option<&str> {
        self.texts.find(name)
    }

    /// `text` in parentheses behind something.
    fn aside(&self, text: &str) -> String {
        self.say(&say!("pay.aside", text = text.to_owned()))
    }

    /// `sentences` one after the other.
    pub(crate) fn sentences(&self, sentences: &[String]) -> String {
        sentences.join(&self.say(&say!("pay.formula.steps")))
    }

    /// The currency as people say it.
    pub fn currency<'c>(&'c self, code: &'c str) -> &'c str {
        self.texts.find(&format!("currency.{code}")).unwrap_or(code)
    }

    /// The title of an id, or the id.
    pub fn title<'w>(&'w self, id: &'w str) -> &'w str {
        self.titles.get(id).map_or(id, String::as_str)
    }

    /// A row of the ledger, that may correct another one.
    pub fn entry(&self, entry: &Entry) -> String {
        let row = self.node(&entry.node);
        match entry.side {
            Side::Own => row,
            Side::Reversal => self.say(&say!("pay.entry.reversal", row)),
            Side::Rebook => self.say(&say!("pay.entry.rebook", row)),
        }
    }

    /// A row or step: `component:renewal_bonus` is 续费率奖金. Of a kind of rows that nobody knows the word itself is told.
    pub fn node(&self, node: &Node) -> String {
        let word = self.word(&format!("pay.row.{}", node.word)).unwrap_or(&node.word);
        let Some(id) = &node.id else {
            return word.to_owned();
        };
        if node.word == Adjustment::WORD && !self.tells_places {
            return word.to_owned();
        }
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
                title + &self.aside(&what)
            }
        }
    }

    /// An event of the store: `lapse:2026-04-20:P1` is what happened, when, to the policy of which payment.
    fn event(&self, id: &str) -> Option<String> {
        let (before, payment) = id.rsplit_once(':').unwrap_or(("", id));
        match before.split_once(':') {
            Some((cause, day)) => {
                let (cause, day, payment) = (self.cause(cause), day.to_owned(), self.payment(payment));
                Some(self.say(&say!("pay.event", day, cause, payment)))
            }
            // The number of an error, or of the payment that takes one back.
            None => self.payments.get(payment).cloned(),
        }
    }

    /// A grade as people say it.
    pub(crate) fn grade(&self, grade: &str) -> String {
        let code = if grade.is_empty() { "none" } else { grade };
        self.word(&format!("words.pay_grade.{code}"))
            .unwrap_or(grade)
            .to_owned()
    }

    fn cause(&self, word: &str) -> String {
        self.word(&format!("pay.cause.{word}")).unwrap_or(word).to_owned()
    }

    /// A measure: `team.renewal_rate` is 团队续费率. One of a metric that nobody knows is written as it is.
    pub fn measure(&self, measure: &MeasureName) -> String {
        let Some(metric) = self.titles.get(&measure.metric) else {
            return measure.to_string();
        };
        let metric = &self.selected(metric, &measure.selection);
        let scoped = match measure.scope {
            Scope::Specialist => metric.clone(),
            Scope::Team => self.say(&say!("pay.measure.team", metric)),
            Scope::Branch => self.say(&say!("pay.measure.branch", metric)),
            Scope::Company => self.say(&say!("pay.measure.company", metric)),
        };
        match measure.part {
            Part::Value => scoped,
            Part::Numerator => self.say(&say!("pay.measure.numerator", metric = scoped)),
            Part::Denominator => self.say(&say!("pay.measure.denominator", metric = scoped)),
            Part::Attainment => self.say(&say!("pay.measure.attainment", metric = scoped)),
        }
    }

    /// What is counted of a metric: 续费率（销售渠道：银保）.
    fn selected(&self, metric: &str, selection: &Selection) -> String {
        let columns = selection.0.iter().map(|(column, values)| {
            let kind = match column.as_str() {
                "kind" => "error",
                "premium_mode" => "mode",
                column => column,
            };
            let value = |value: &String| {
                let name = format!("words.{kind}.{value}");
                self.word(&name).unwrap_or(value).to_owned()
            };
            let values: Vec<String> = values.iter().map(value).collect();
            let name = self.word(&format!("pay.column.{column}")).unwrap_or(column).to_owned();
            self.say(&say!("pay.measure.column", name, values))
        });
        let columns: Vec<String> = columns.collect();
        if columns.is_empty() {
            metric.to_owned()
        } else {
            metric.to_owned() + &self.aside(&self.sentences(&columns))
        }
    }

    /// A condition of a plan: `team.renewal_rate >= 0.9 and ...` is 团队续费率 >= 0.9 且 ...
    pub fn condition(&self, text: &str) -> String {
        condition::respelled(text, |word| match word {
            "and" => self.say(&say!("pay.condition.and")),
            "or" => self.say(&say!("pay.condition.or")),
            "not" => self.say(&say!("pay.condition.not")),
            _ if Number::parse(word).is_some() => word.to_owned(),
            name => self.measure(&MeasureName::from(name.to_owned())),
        })
    }

    /// What a plan writes of ids, columns, measures and numbers.
    pub fn said(&self, text: &str) -> String {
        if let Some(column) = self.word(&format!("pay.column.{text}")) {
            return column.to_owned();
        }
        condition::respelled(text, |word| match self.titles.get(word) {
            Some(title) => title.clone(),
            None => self.condition(word),
        })
    }

    /// A formula with its numbers.
    pub fn formula(&self, formula: &Formula) -> String {
        let kept_back = |month: chrono::NaiveDate, amount: &Figure| {
            let month = month.format("%Y-%m").to_string();
            self.say(&say!("pay.formula.kept_back", month, amount))
        };
        formula.spelled(&Spelling {
            table: &|id| self.title(id).to_owned(),
            payments: &|count| self.say(&say!("pay.formula.payments", count)),
            kept_back: &kept_back,
            times: "×",
            arrow: "→",
            max: &self.say(&say!("pay.formula.max")),
            min: &self.say(&say!("pay.formula.min")),
            steps: &self.say(&say!("pay.formula.steps")),
        })
    }

    /// A number that went in.
    pub fn read(&self, read: &Read) -> String {
        let name = self.name(&read.name);
        let Some(value) = &read.value else {
            return self.say(&say!("pay.read.undefined", name));
        };
        let shown = self.value(&read.name, value);
        match &read.source {
            Source::Sum(sum) if sum.number == *value => format!("{name} = {shown}"),
            source => format!("{name} = {shown}{}", self.aside(&self.source(source))),
        }
    }

    /// A number as people read it: shares in percent.
    pub fn value(&self, name: &Name, value: &Number) -> String {
        if self.is_share(name) {
            percent(value)
        } else {
            plain_number(value)
        }
    }

    /// What a number is called.
    pub fn name(&self, name: &Name) -> String {
        match name {
            Name::Measure(measure) => self.measure(measure),
            Name::Param(id) | Name::Factor(id) | Name::Proration(id) => self.title(id).to_owned(),
            Name::Position(PositionPay::Base) => self.say(&say!("pay.read.base")),
            Name::Position(PositionPay::TargetPay) => self.say(&say!("pay.read.target_pay")),
            Name::CollaborationPoints => self.title(POINTS).to_owned(),
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
            Source::Factor => self.say(&say!("pay.read.coefficient")),
            Source::Rows(count) => self.say(&say!("pay.read.rows", count = *count)),
            Source::Peers(numerator, denominator) => self.say(&say!("pay.read.peers", numerator, denominator)),
            Source::Scored(of, by) => {
                let (of, by) = (self.source(of), by.clone());
                self.say(&say!("pay.read.scored", of, by))
            }
            Source::Version(from, _) if !self.tells_places => from.to_string(),
            Source::Mean(first, last, _) if !self.tells_places => format!("{first}..{last}"),
            other => other.to_string(),
        }
    }

    /// The same for people who have no plan's files and no lists of ids before them; `payments` says by id what they know one
    /// by.
    #[must_use]
    pub fn for_people(&self, payments: BTreeMap<String, String>) -> Self {
        Self {
            tells_places: false,
            payments,
            ..self.clone()
        }
    }

    /// A payment as people know it, else by its id.
    pub fn payment(&self, id: &str) -> String {
        let by_id = || self.say(&say!("pay.payment", payment = id.to_owned()));
        self.payments.get(id).cloned().unwrap_or_else(by_id)
    }

    /// What else there is to say of a step.
    pub fn note(&self, note: &Note) -> String {
        self.say(&match note {
            Note::NotInForce => say!("pay.note.not_in_force"),
            Note::Barred(why) => say!("pay.note.barred", why),
            Note::UndefinedPaysNothing(name) => say!("pay.note.undefined_pays_nothing", name = self.measure(name)),
            Note::UndefinedWithheld(name) => say!("pay.note.undefined_withheld", name = self.measure(name)),
            Note::UndefinedFactor(name, factor) => {
                say!("pay.note.undefined_factor", name = self.measure(name), factor)
            }
            Note::Passed(when) => say!("pay.note.passed", when = self.condition(when)),
            Note::Failed(when, gaps) => {
                let gaps: Vec<String> = gaps.iter().map(|gap| self.gap(gap)).collect();
                say!(
                    "pay.note.failed",
                    when = self.condition(when),
                    gaps = self.sentences(&gaps)
                )
            }
            Note::UndefinedCondition(when, true) => {
                say!("pay.note.undefined_passes", when = self.condition(when))
            }
            Note::UndefinedCondition(when, false) => {
                say!("pay.note.undefined_fails", when = self.condition(when))
            }
            Note::HeldTo(limit) => say!("pay.note.held_to", limit),
            Note::LiftedTo(limit) => say!("pay.note.lifted_to", limit),
            Note::NothingToDo => say!("pay.note.nothing_to_do"),
            Note::PaidBefore(sum) => say!("pay.note.paid_before", sum),
            Note::Place(place, of) => say!("pay.note.place", place = *place, of = *of),
            Note::NotRanked => say!("pay.note.not_ranked"),
            Note::Balance(sum) => say!("pay.note.balance", sum),
            Note::Forfeited(sum) => say!("pay.note.forfeited", sum),
            Note::Event(cause, months, share) => {
                say!("pay.note.event", cause = self.cause(cause), months = *months, share)
            }
            Note::TakenFor(payment, period, day) => {
                say!("pay.note.taken_for", payment = self.payment(payment), period, day)
            }
            Note::PaidOnLeaving(day) => say!("pay.note.paid_on_leaving", day = *day),
            Note::ForfeitedOnLeaving(day, sum) => say!("pay.note.forfeited_on_leaving", day = *day, sum),
            Note::Led(people, sum) => say!("pay.note.led", people = *people, sum),
            Note::TakenOver(count) => say!("pay.note.taken_over", count = *count),
            Note::OrphansInFund(sum) => say!("pay.note.orphans_in_fund", sum),
            Note::Debt(sum) => say!("pay.note.debt", sum),
            Note::AcrossPlans(sum) => say!("pay.note.across_plans", sum),
            Note::Reason(text) => say!("pay.note.reason", text),
        })
    }

    fn gap(&self, gap: &Gap) -> String {
        let side = |side: &Compared| match &side.measure {
            Some(measure) => format!("{} {}", self.measure(measure), side.value),
            None => side.value.to_string(),
        };
        let (left, sign, right) = (side(&gap.left), gap.sign.word(), side(&gap.right));
        let gap_text = format!("{left} {sign} {right} (Δ {})", gap.by);
        if gap.negated {
            format!("{} {gap_text}", self.say(&say!("pay.condition.not")))
        } else {
            gap_text
        }
    }

    /// Why a payment counts as it does, or does not.
    pub fn why(&self, why: &ItemWhy) -> String {
        match why {
            ItemWhy::RateRow(row) if !self.tells_places => rate_cells(row).to_owned(),
            ItemWhy::RateRow(row) => row.clone(),
            ItemWhy::Table(formula) => self.formula(formula),
            ItemWhy::NoRate => self.say(&say!("pay.why.no_rate")),
            ItemWhy::Filtered(column, value) => {
                let column = self.word(&format!("pay.column.{column}")).unwrap_or(column).to_owned();
                self.say(&say!("pay.why.filtered", column, value))
            }
            ItemWhy::OtherDay => self.say(&say!("pay.why.other_day")),
            ItemWhy::ClawedBack => self.say(&say!("pay.why.clawed_back")),
        }
    }

    /// The step's kind.
    pub fn step(&self, step: Step) -> &str {
        self.word(&format!("pay.step.{}", step.key)).unwrap_or(step.key)
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

/// A number that is no money: at most four decimals where it does not end.
pub fn plain_number(number: &Number) -> String {
    let decimal: Option<Decimal> = number.to_decimal();
    match decimal {
        Some(decimal) => grouped(decimal.normalize()),
        None => number.round(4, Mode::HalfUp).to_string(),
    }
}

/// What chose a rate, out of `rates/fee.csv:5:1 (年金, 2)`; nothing of a rate that fits all.
fn rate_cells(row: &str) -> &str {
    let cells = row.rsplit_once(" (").and_then(|(_, cells)| cells.strip_suffix(')'));
    cells
        .filter(|cells| cells.split(", ").any(|cell| cell != "*"))
        .unwrap_or_default()
}

/// A share in percent with two decimals.
fn percent(share: &Number) -> String {
    let percent = (share * &Number::from(100)).round(2, Mode::HalfUp);
    format!("{}%", money(&percent))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incentive::input::Cause;
    use crate::incentive::rule::list::{ORDER, row_words};
    use crate::library::Library;
    use crate::word::Word as _;

    fn words(locale: Locale) -> Words {
        let catalog = Catalog::load(&Library::shipped()).unwrap();
        let names = [
            ("curve".to_owned(), "续费率系数".to_owned()),
            ("bonus-a".to_owned(), "奖金".to_owned()),
        ];
        Words::new(&Texts::shipped(locale), &catalog, &names, locale)
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

    #[test]
    fn a_workspace_words_a_sentence_anew() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("report-templates/locale");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("pay.zh-CN.toml"), "[note]\nheld_to = \"最多 {limit}\"\n").unwrap();
        let library = Library::with_overrides(dir.path()).unwrap();
        let texts = Texts::load(&library, Locale::ZhCn).unwrap();
        let words = Words::new(&texts, &Catalog::load(&library).unwrap(), &[], Locale::ZhCn);
        assert_eq!(words.note(&Note::HeldTo(Number::from(800))), "最多 800");
        assert_eq!(words.note(&Note::LiftedTo(Number::from(90))), "按下限 90 补足");
    }

    #[test]
    fn every_step_and_row_has_a_word_in_both_languages() {
        for locale in [Locale::ZhCn, Locale::En] {
            let words = words(locale);
            for turn in &ORDER {
                assert!(
                    words.word(&format!("pay.step.{}", turn.step.key)).is_some(),
                    "{}",
                    turn.step.key
                );
            }
            for row in row_words() {
                assert!(words.word(&format!("pay.row.{}", row.key)).is_some(), "{}", row.key);
            }
            for (cause, _) in Cause::WORDS {
                assert!(words.word(&format!("pay.cause.{cause}")).is_some(), "{cause}");
            }
        }
    }
}
