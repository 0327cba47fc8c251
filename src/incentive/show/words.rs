//! Words that the description of several kinds of block use, in both languages.

use chrono::NaiveDate;

use crate::incentive::number::Mode;
use crate::incentive::plan::block::{Components, FactorUndefined, Per, Within};
use crate::incentive::plan::condition::{Condition, OnUndefined};
use crate::incentive::plan::param::ByKey;
use crate::incentive::plan::table::{Boundary, TableMode};
use crate::period::PeriodKind;
use crate::workspace::Locale;

/// One language.
pub(crate) struct PlanWords {
    pub(crate) locale: Locale,
}

impl PlanWords {
    pub(crate) fn say<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        self.locale.pick(zh, en)
    }

    pub(crate) fn pick(&self, zh: String, en: String) -> String {
        match self.locale {
            Locale::ZhCn => zh,
            Locale::En => en,
        }
    }

    pub(crate) fn from(&self, day: NaiveDate) -> String {
        self.pick(format!("{day} 起"), format!("from {day}:"))
    }

    pub(crate) fn period(&self, kind: PeriodKind) -> &'static str {
        match kind {
            PeriodKind::Quarter => self.locale.pick("按季", "by quarter"),
            PeriodKind::Year => self.locale.pick("按年", "by year"),
            _ => self.locale.pick("按月", "by month"),
        }
    }

    pub(crate) fn mode(&self, mode: Mode) -> &'static str {
        match mode {
            Mode::HalfUp => self.locale.pick("四舍五入", "halves away from 0"),
            Mode::HalfEven => self.locale.pick("四舍六入五成双", "halves to even"),
            Mode::Down => self.locale.pick("截断", "towards 0"),
        }
    }

    pub(crate) fn by_key(&self, key: ByKey) -> &'static str {
        match key {
            ByKey::Grade => self.locale.pick("职级", "grade"),
            ByKey::Team => self.locale.pick("团队", "team"),
            ByKey::Branch => self.locale.pick("机构", "branch"),
            ByKey::Specialist => self.locale.pick("专员", "specialist"),
        }
    }

    pub(crate) fn table_mode(&self, mode: TableMode) -> &'static str {
        match mode {
            TableMode::Marginal => self.locale.pick("分段累进", "each part at the value of its tier"),
            TableMode::Whole => self.locale.pick("全额按所在档", "all of it at the value of its tier"),
            TableMode::Stepped => self.locale.pick("取所在档的值", "the value of its tier"),
            TableMode::Milestones => self
                .locale
                .pick("达到各档累加", "the values of all tiers reached, added"),
            TableMode::Interpolate => self.locale.pick("两点之间按直线", "straight lines between points"),
        }
    }

    pub(crate) fn boundary(&self, boundary: Boundary) -> &'static str {
        match boundary {
            Boundary::LowerInclusive => self.locale.pick("恰在界上归上档", "an edge belongs to the upper tier"),
            Boundary::UpperInclusive => self.locale.pick("恰在界上归下档", "an edge belongs to the lower tier"),
        }
    }

    pub(crate) fn components(&self, components: &Components) -> String {
        match components {
            Components::All => self.say("全部项目", "all components").to_owned(),
            Components::Some(ids) => ids.join(self.say("、", ", ")),
        }
    }

    pub(crate) fn within(&self, within: Within) -> &str {
        match within {
            Within::Team => self.say("团队", "team"),
            Within::Branch => self.say("机构", "branch"),
            Within::Company => self.say("全公司", "company"),
        }
    }

    pub(crate) fn per(&self, per: Per) -> &str {
        match per {
            Per::Period => self.say("每期", "per period"),
            Per::Year => self.say("全年", "per calendar year"),
        }
    }

    pub(crate) fn condition(&self, condition: &Condition) -> String {
        let undefined = match condition.on_undefined {
            None => return condition.text.clone(),
            Some(OnUndefined::Error) => self.say("无法计算即报错", "refused if undefined"),
            Some(OnUndefined::Pass) => self.say("无法计算视为达到", "passed if undefined"),
            Some(OnUndefined::Fail) => self.say("无法计算视为未达到", "failed if undefined"),
        };
        format!("{} ({undefined})", condition.text)
    }

    pub(crate) fn factor_undefined(&self, on_undefined: Option<FactorUndefined>) -> &str {
        match on_undefined {
            None => "",
            Some(FactorUndefined::Error) => self.say("，无法计算即报错", ", refused if undefined"),
            Some(FactorUndefined::Zero) => self.say("，无法计算取 0", ", 0 if undefined"),
            Some(FactorUndefined::One) => self.say("，无法计算取 1", ", 1 if undefined"),
        }
    }
}
