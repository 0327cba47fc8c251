//! What else there is to say of a step.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::formula::Figure;
use crate::incentive::number::Number;
use crate::incentive::plan::condition::Sign;
use crate::incentive::plan::measure::MeasureName;

/// A remark on a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Note {
    /// No version is in force yet.
    NotInForce,
    /// Who does not earn here, and why, in the words of the plan.
    Barred(String),
    /// A measure is undefined: it pays nothing.
    UndefinedPaysNothing(MeasureName),
    /// A measure is undefined: held back until it is clear.
    UndefinedWithheld(MeasureName),
    /// A measure is undefined: the factor is this.
    UndefinedFactor(MeasureName, Number),
    /// A condition, as the plan writes it, holds.
    Passed(String),
    /// A condition does not hold; each comparison that fails with how far it is.
    Failed(String, Vec<Gap>),
    /// A condition counts as true or false because a name in it is undefined.
    UndefinedCondition(String, bool),
    /// Held to the most.
    HeldTo(Number),
    /// Lifted to the least.
    LiftedTo(Number),
    NothingToDo,
    /// What earlier periods of the year paid is taken off.
    PaidBefore(Number),
    /// The place among so many.
    Place(usize, usize),
    /// Not ranked.
    NotRanked,
    /// The balance that is left.
    Balance(Number),
    /// Forfeited.
    Forfeited(Number),
    /// The word of an event's cause, complete months since the payment, and the share taken.
    Event(String, u32, Number),
    /// The payment that pay is taken back for, the period that paid it, and the day of the event.
    TakenFor(String, String, String),
    Debt(Number),
    /// The last day of work: what is not due yet is paid with the period.
    PaidOnLeaving(NaiveDate),
    /// The last day of work: what is not due yet is forfeited.
    ForfeitedOnLeaving(NaiveDate, Number),
    /// So many people are led, who earn this in all.
    Led(u64, Number),
    /// So many payments are taken over of owners who have left.
    TakenOver(u64),
    /// What payments of owners who have left add to a fund.
    OrphansInFund(Number),
    /// What all plans together get or lose; the row is this plan's part.
    AcrossPlans(Number),
    /// Why, in the words of whoever ordered it.
    Reason(String),
}

/// A comparison that keeps a condition from holding: `renewal_rate 0.82 >= 0.85 (Δ 0.03)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Gap {
    /// True if it holds and should not.
    pub negated: bool,
    /// Left of the sign.
    pub left: Compared,
    pub sign: Sign,
    /// Right of the sign.
    pub right: Compared,
    pub by: Figure,
}

/// One side of a comparison, with its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// The measure; none if the condition states the number.
    pub measure: Option<MeasureName>,
    pub value: Figure,
}

impl fmt::Display for Compared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.measure {
            Some(measure) => write!(f, "{measure} {}", self.value),
            None => self.value.fmt(f),
        }
    }
}

impl From<Gap> for String {
    fn from(gap: Gap) -> Self {
        let not = if gap.negated { "not " } else { "" };
        let sign = gap.sign.word();
        format!("{not}{} {sign} {} (Δ {})", gap.left, gap.right, gap.by)
    }
}

impl TryFrom<String> for Gap {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        parse(&text).ok_or(format!("`{text}` is no comparison"))
    }
}

fn parse(text: &str) -> Option<Gap> {
    let (comparison, by) = text.strip_suffix(')')?.split_once(" (Δ ")?;
    let positive = comparison.strip_prefix("not ");
    let words = words(positive.unwrap_or(comparison));
    let at = words.iter().position(|word| Sign::of_word(word).is_some())?;
    let side = |words: &[&str]| match words {
        [value] => Some(Compared {
            measure: None,
            value: Figure::parse(value)?,
        }),
        [measure, value] => Some(Compared {
            measure: Some(MeasureName::from((*measure).to_owned())),
            value: Figure::parse(value)?,
        }),
        _ => None,
    };
    Some(Gap {
        negated: positive.is_some(),
        left: side(&words[..at])?,
        sign: Sign::of_word(words[at])?,
        right: side(&words[at + 1..])?,
        by: Figure::parse(by)?,
    })
}

/// What spaces are between; those of a selection in brackets are part of its name.
fn words(text: &str) -> Vec<&str> {
    let mut is_inside = false;
    let is_between = |c: char| {
        is_inside = (is_inside || c == '[') && c != ']';
        c == ' ' && !is_inside
    };
    text.split(is_between).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_kept_as_text_and_read_back() {
        for text in [
            "renewal_rate 0.82 >= 0.85 (Δ 0.03)",
            "appraisal_score[item=服务 态度] 59.5 >= 60 (Δ 0.5)",
            "not team.error_rate.attainment 0.33333333… < due_amount.numerator 7 (Δ 6.66666666…)",
        ] {
            let gap: Gap = serde_json::from_value(text.into()).unwrap();
            assert_eq!(String::from(gap), text);
        }
        assert!(Gap::try_from("renewal_rate >= (Δ 1)".to_owned()).is_err());
    }
}
