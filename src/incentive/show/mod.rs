//! A plan in plain words, in the order it is calculated: what HR reads before it is signed.
//!
//! Every version is told with its date; nothing is evaluated. Names are those of the plan, numbers as it writes them.

pub(crate) mod words;

use std::fmt::Write as _;

use chrono::NaiveDate;

use super::plan::Plan;
use super::plan::param::Param;
use super::plan::rates::RateTable;
use super::plan::table::{Curve, Outside, Table, TableMode};
use super::rule::rules::Described;
use crate::workspace::Locale;

use words::PlanWords;

/// The whole description, one line per statement; only what is in force on `day` if one is given.
pub fn describe(plan: &Plan, day: Option<NaiveDate>, locale: Locale) -> String {
    let mut page = Page {
        words: PlanWords { locale },
        day,
        lines: Vec::new(),
        number: 0,
    };
    page.head(plan);
    page.numbers(plan);
    page.steps(plan);
    page.lines.join("\n") + "\n"
}

struct Page {
    words: PlanWords,
    day: Option<NaiveDate>,
    lines: Vec<String>,
    number: usize,
}

impl Page {
    fn say<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        self.words.locale.pick(zh, en)
    }

    fn head(&mut self, plan: &Plan) {
        let w = &self.words;
        let period = w.period(plan.head.period);
        self.lines.push(format!("{} ({})", plan.head.title, plan.head.id));
        self.lines
            .push(format!("{}: {}", self.say("依据", "ordered by"), plan.head.authority));
        self.lines.push(format!(
            "{}: {period}, {}, {}: {}",
            self.say("核算", "calculated"),
            plan.head.currency,
            self.say("人员范围", "for"),
            plan.head.population
        ));
        let rounding = plan.head.rounding;
        self.lines.push(format!(
            "{}: {} {}, {} {}, {}",
            self.say("舍入", "rounded"),
            self.say("每步小数位", "decimals of a step"),
            rounding.line,
            self.say("合计小数位", "of the total"),
            rounding.total,
            self.words.mode(rounding.mode)
        ));
    }

    fn numbers(&mut self, plan: &Plan) {
        if !(plan.head.params.is_empty() && plan.head.tables.is_empty() && plan.head.rate_tables.is_empty()) {
            self.lines.push(String::new());
            self.lines.push(self.say("参数和表", "Numbers and tables").to_owned());
        }
        for param in &plan.head.params {
            self.param(param);
        }
        for table in &plan.head.tables {
            self.table(table);
        }
        for table in &plan.head.rate_tables {
            self.rate_table(table);
        }
    }

    fn param(&mut self, param: &Param) {
        let blend = if param.blend {
            self.say("（按日平均）", " (mean of the days)")
        } else {
            ""
        };
        self.lines
            .push(format!("- {}{blend}", titled(param.title.as_deref(), &param.id)));
        for dated in &param.values {
            self.lines
                .push(format!("    {} {}", self.words.from(dated.from), dated.value));
        }
        for by in &param.by {
            let keys: Vec<String> = by
                .keys
                .iter()
                .map(|(key, value)| format!("{} {value}", self.words.by_key(*key)))
                .collect();
            self.lines.push(format!(
                "    {} {}: {}",
                self.words.from(by.dated.from),
                keys.join(", "),
                by.dated.value
            ));
        }
    }

    fn table(&mut self, table: &Table) {
        let outside = match table.outside {
            Outside::Error => self.say("超出即报错", "a value outside is refused"),
            Outside::Zero => self.say("超出为 0", "outside it is 0"),
            Outside::Clamp => self.say("超出按最近一端", "outside the nearest end counts"),
        };
        self.lines.push(format!(
            "- {}: {}; {}; {outside}",
            titled(table.title.as_deref(), &table.id),
            self.words.table_mode(table.mode),
            self.words.boundary(table.boundary)
        ));
        for version in &table.versions {
            let text = self.curve(&version.body, table.mode);
            self.lines.push(format!("    {} {text}", self.words.from(version.from)));
        }
    }

    fn curve(&self, curve: &Curve, mode: TableMode) -> String {
        let (pairs, top, step) = match curve {
            Curve::Points(points) => (points, None, None),
            Curve::Tiers { tiers, top, per_step } => (tiers, top.as_ref(), per_step.as_ref()),
        };
        let start = if mode == TableMode::Interpolate { "" } else { ">= " };
        let list: Vec<String> = pairs
            .iter()
            .map(|(at, value)| format!("{start}{at}: {value}"))
            .collect();
        let mut text = list.join(self.say("；", "; "));
        if let Some((every, add)) = step {
            let _ = match self.words.locale {
                Locale::ZhCn => write!(text, "；此后每 {every} 加 {add}"),
                Locale::En => write!(text, "; then {add} more for every {every}"),
            };
        }
        if let Some(top) = top {
            let _ = write!(text, "{}{top}", self.say("；至 ", "; up to "));
        }
        text
    }

    fn rate_table(&mut self, table: &RateTable) {
        let missing = if table.missing_is_zero {
            self.say("无对应行为 0", "0 without a row")
        } else {
            self.say("无对应行即报错", "refused without a row")
        };
        self.lines.push(format!(
            "- {}: {} ({}), {} {}, {missing}",
            titled(table.title.as_deref(), &table.id),
            table.file,
            table.keys.join(" x "),
            table.rows.len(),
            self.say("行", "rows")
        ));
    }

    fn steps(&mut self, plan: &Plan) {
        self.lines.push(String::new());
        self.lines.push(self.say("核算顺序", "In this order").to_owned());
        let kinds = plan.rules.kinds();
        let mut blocks: Vec<Described<'_>> = kinds.flat_map(|kind| kind.described(self.day, &self.words)).collect();
        blocks.sort_by_key(Described::place);
        for block in blocks {
            self.block(block);
        }
        self.number += 1;
        let last = self.say(
            "人工调整，然后合计并舍入",
            "adjustments ordered by hand, then the total, rounded",
        );
        self.lines.push(format!("{}. {last}", self.number));
    }

    fn block(&mut self, block: Described<'_>) {
        self.number += 1;
        let (zh, en) = block.step.title;
        let (title, name) = (self.say(zh, en), titled(block.title, block.id));
        self.lines.push(format!("{}. {title} {name}", self.number));
        if block.versions.is_empty() {
            let idle = self.say("尚未生效", "not yet in force");
            self.lines.push(format!("    {idle}"));
        }
        for (from, authority, sentence) in block.versions {
            let authority = authority.map(|a| format!(" [{a}]")).unwrap_or_default();
            let from = self.words.from(from);
            self.lines.push(format!("    {from} {sentence}{authority}"));
        }
    }
}

fn titled(title: Option<&str>, id: &str) -> String {
    title.map_or_else(|| id.to_owned(), |title| format!("{title} ({id})"))
}
