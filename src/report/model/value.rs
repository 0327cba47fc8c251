//! Typed values of a report: what is shown, exact and undivided; how it looks is the format layer's business.

use chrono::NaiveDate;

use crate::decimal::{Decimal, Ratio};
use crate::metrics::{Basis, Direction, Extent, Unit};
use crate::period::Period;
use crate::word::words;

/// Digits kept when two quotients cannot be compared exactly.
const SPARE_DIGITS: u32 = 12;

/// One value, of a kind that decides how it is written.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// Not defined: no denominator, no data.
    #[default]
    Missing,
    /// A share, shown in percent.
    Ratio(Ratio),
    /// Points on a scale.
    Score(Ratio),
    /// A difference of two shares, in percentage points.
    Points(Ratio),
    /// Days, an average.
    Days(Ratio),
    /// Cases in ten thousand; the quotient is the plain share.
    PerTenThousand(Ratio),
    /// A number already divided, in its unit: a target, a benchmark, a composite. It has no parts to show.
    Finished(Unit, Decimal),
    Count(Decimal),
    /// How many cases a share is of; true if they are few.
    Cases(Decimal, bool),
    /// Currency.
    Money(Decimal),
    Date(NaiveDate),
    /// A period, such as a month in a trend.
    Period(Period),
    /// Text from the data, of any content.
    Text(String),
    /// A text that leads to a file beside the report.
    Link(Box<Link>),
    State(State),
    /// How far one value is from another.
    Change(Box<Difference>),
    /// Two ends of a span of values in a unit.
    Interval(Unit, Decimal, Decimal),
    /// Nothing, and no sign for it: a cell that stays empty on purpose.
    Blank,
}

/// A text that leads to a file beside the report; a page leads to the page, a workbook to the workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What is shown: text from the data, of any content.
    pub text: String,
    /// The file from the report's folder, without its ending; on a server the path of a page, which begins with `/`.
    pub file: String,
}

impl Link {
    /// Where a page leads by it.
    pub fn address(&self) -> String {
        if self.file.starts_with('/') {
            self.file.clone()
        } else {
            format!("{}.html", self.file)
        }
    }
}

/// One value held against another, subtracted only when it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// What is held against the other.
    pub value: Value,
    pub base: Value,
    pub direction: Direction,
}

impl Value {
    /// The value of a metric of `unit` from its sums; a count has no denominator.
    pub fn of(unit: Unit, numerator: Decimal, denominator: Option<Decimal>) -> Self {
        match (unit, denominator) {
            (Unit::Count, _) => Self::Count(numerator),
            (_, Some(denominator)) if !denominator.is_zero() => {
                Self::quotient(unit, Ratio::new(numerator, denominator))
            }
            _ => Self::Missing,
        }
    }

    /// A number already divided, such as a target or benchmark, written in the metric's unit: `0.85`, `4.2`.
    pub fn plain(unit: Unit, number: Decimal) -> Self {
        match unit {
            Unit::Count => Self::Count(number),
            _ => Self::Finished(unit, number),
        }
    }

    fn quotient(unit: Unit, ratio: Ratio) -> Self {
        match unit {
            Unit::Ratio => Self::Ratio(ratio),
            Unit::Score => Self::Score(ratio),
            Unit::Days => Self::Days(ratio),
            Unit::PerTenThousand => Self::PerTenThousand(ratio),
            Unit::Count => Self::Count(ratio.numerator),
        }
    }

    /// True if there is nothing to show.
    pub fn is_missing(&self) -> bool {
        *self == Self::Missing
    }

    /// Numerator and denominator, if it is a quotient.
    pub fn parts(&self) -> Option<Ratio> {
        match self {
            Self::Ratio(r) | Self::Score(r) | Self::Days(r) | Self::PerTenThousand(r) => Some(*r),
            _ => None,
        }
    }

    /// The unit of a value of a metric; money, dates and texts have none.
    pub fn unit(&self) -> Option<Unit> {
        match self {
            Self::Ratio(_) => Some(Unit::Ratio),
            Self::Score(_) => Some(Unit::Score),
            Self::Days(_) => Some(Unit::Days),
            Self::PerTenThousand(_) => Some(Unit::PerTenThousand),
            Self::Count(_) | Self::Cases(..) => Some(Unit::Count),
            Self::Finished(unit, _) => Some(*unit),
            _ => None,
        }
    }

    /// The number as an undivided quotient, in its own unit (per ten thousand: the cases in ten thousand).
    pub fn number(&self) -> Option<Ratio> {
        match self {
            Self::Ratio(r) | Self::Points(r) | Self::Score(r) | Self::Days(r) => Some(*r),
            Self::PerTenThousand(r) => {
                let factor = Decimal::from(Unit::PerTenThousand.factor());
                Some(Ratio::new(r.numerator.checked_mul(factor)?, r.denominator))
            }
            Self::Count(n) | Self::Cases(n, _) | Self::Money(n) | Self::Finished(_, n) => Some(Ratio::new(*n, 1)),
            _ => None,
        }
    }

    /// This minus `base`, in the unit of both; `None` unless both are numbers.
    pub fn minus(&self, base: &Self) -> Option<Ratio> {
        let (a, b) = (self.number()?, base.number()?);
        if a.denominator == b.denominator {
            return Some(Ratio::new(a.numerator.checked_sub(b.numerator)?, a.denominator));
        }
        exact_difference(a, b).or_else(|| {
            let difference = a.rate(SPARE_DIGITS)?.checked_sub(b.rate(SPARE_DIGITS)?)?;
            Some(Ratio::new(difference, 1))
        })
    }

    /// This over `target`, or `target` over this where lower is better; `None` if either is missing or the divisor 0.
    pub fn attainment(&self, target: &Self, direction: Direction) -> Option<Ratio> {
        let (value, target) = (self.number()?, target.number()?);
        if target.numerator.is_zero() {
            return None;
        }
        let (over, under) = match direction {
            Direction::Higher => (value, target),
            Direction::Lower => (target, value),
        };
        let ratio = Ratio::new(
            over.numerator.checked_mul(under.denominator)?,
            over.denominator.checked_mul(under.numerator)?,
        );
        (!ratio.denominator.is_zero()).then_some(ratio)
    }
}

fn exact_difference(a: Ratio, b: Ratio) -> Option<Ratio> {
    let left = a.numerator.checked_mul(b.denominator)?;
    let right = b.numerator.checked_mul(a.denominator)?;
    Some(Ratio::new(
        left.checked_sub(right)?,
        a.denominator.checked_mul(b.denominator)?,
    ))
}

/// What a column, tile or series measures.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricHead {
    pub id: String,
    /// Its title in the report's language.
    pub title: String,
    /// What values are measured in.
    pub unit: Unit,
    pub direction: Direction,
    /// What numerator and denominator count.
    pub basis: Basis,
    /// Attainment from which a value is near its target.
    pub near_target: Decimal,
    /// The least span the axis of a share's trend has.
    pub trend_span: Decimal,
}

/// A place among entities of the same kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rank {
    /// 1 is best; equal values share it.
    pub place: u32,
    pub of: u32,
}

/// A value of a metric with everything it is held against. Differences and attainment follow from it and are not
/// stored.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measure {
    pub value: Value,
    /// How much of the period is known of it.
    pub extent: Extent,
    /// True if it rests on too few cases to rank by.
    pub low_sample: bool,
    /// Wilson 95 % interval of a proportion.
    pub interval: Option<(Decimal, Decimal)>,
    pub target: Option<Value>,
    /// The value of the previous period.
    pub previous: Option<Value>,
    /// The value of the same period a year before.
    pub year_before: Option<Value>,
    pub benchmark: Option<Value>,
    /// The average of the team without oneself.
    pub peers: Option<Value>,
    /// Place among its kind.
    pub rank: Option<Rank>,
}

impl Measure {
    /// Value over target, or target over value where lower is better.
    pub fn attainment(&self, direction: Direction) -> Option<Ratio> {
        self.value.attainment(self.target.as_ref()?, direction)
    }
}

/// The state words of attainment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// 祝贺达成
    Achieved,
    /// 一步之遥
    Close,
    /// 追赶进度
    CatchingUp,
    /// 需改善
    Behind,
}

/// From where each state begins: of a value with a target by its attainment, of any other by the rate itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// Attainment from which the target is near.
    pub near_target: Decimal,
    /// Attainment below which it is far.
    pub far_target: Decimal,
    /// From here 祝贺达成.
    pub achieved: Decimal,
    /// From here 一步之遥.
    pub close: Decimal,
    /// From here 追赶进度; below it 需改善.
    pub catching_up: Decimal,
}

impl Thresholds {
    /// The state of `measure`: none without a value, none on few cases, none of a part of a period.
    pub fn of(&self, measure: &Measure, direction: Direction) -> Option<State> {
        if measure.low_sample || measure.extent != Extent::Known {
            return None;
        }
        match &measure.target {
            Some(_) => self.attained(measure.attainment(direction)?),
            None => self.state(measure.value.number()?),
        }
    }

    /// The state of an attainment.
    pub fn attained(&self, attainment: Ratio) -> Option<State> {
        let steps = [
            (Decimal::ONE, State::Achieved),
            (self.near_target, State::Close),
            (self.far_target, State::CatchingUp),
        ];
        let attained = attainment.rate(SPARE_DIGITS)?;
        let reached = steps.into_iter().find(|(from, _)| attained >= *from);
        Some(reached.map_or(State::Behind, |(_, state)| state))
    }

    /// The state of `ratio`; `None` if its denominator is zero.
    pub fn state(&self, ratio: Ratio) -> Option<State> {
        // Twelve digits, so that 79.999 % is not called 80 %.
        let rate = ratio.rate(SPARE_DIGITS)?;
        Some(if rate >= self.achieved {
            State::Achieved
        } else if rate >= self.close {
            State::Close
        } else if rate >= self.catching_up {
            State::CatchingUp
        } else {
            State::Behind
        })
    }
}

/// Control limits of a series of single values (an `XmR` chart).
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    pub center: Decimal,
    /// The lower limit, never below 0.
    pub lower: Decimal,
    /// The upper limit; of a share never above 1.
    pub upper: Decimal,
    /// What is unusual about each point, if anything.
    pub signals: Vec<Option<Signal>>,
}

words! {
    /// Why a point is no common variation.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Signal {
        /// Above the upper limit.
        Above = "above",
        /// Below the lower limit.
        Below = "below",
        /// The eighth or later in a row on one side of the mean.
        Run = "run",
    }
}
