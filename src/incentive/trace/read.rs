//! A number that went into a step: what it is called, and what it was made of.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::formula::Figure;
use crate::incentive::number::Number;
use crate::incentive::plan::measure::MeasureName;
use crate::incentive::positions::PositionPay;

/// A number that went in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Kept", into = "Kept")]
pub struct Read {
    pub name: Name,
    /// The number; none if it is undefined.
    pub value: Option<Number>,
    /// What it was made of.
    pub source: Source,
}

/// What a number is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name {
    Measure(MeasureName),
    /// A param of the plan.
    Param(String),
    /// An amount of the person's position.
    Position(PositionPay),
    /// The share of days served, by this proration.
    Proration(String),
    /// What a table makes of the measure before it.
    Factor(String),
    /// Points for help given.
    CollaborationPoints,
}

/// What a number was made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    Sum(Figure),
    /// A numerator and a denominator.
    Quotient(Figure, Figure),
    /// Either, held against a target if there is one.
    Target(Box<Source>, Option<Figure>),
    /// Numerator and denominator of the other people of the branch.
    Peers(Figure, Figure),
    /// Scores given by hand, and by whom.
    Scored(Box<Source>, Vec<String>),
    /// The first day of a version, and where it stands.
    Version(NaiveDate, String),
    /// The mean of the days from one to another, and where the param stands.
    Mean(NaiveDate, NaiveDate, String),
    /// The first day of a position.
    Since(NaiveDate),
    /// The mean of the days from one to another.
    Days(NaiveDate, NaiveDate),
    /// Days served and days there were.
    Served(i64, i64),
    /// So many rows.
    Rows(u64),
    Factor,
}

/// The points, as they are kept.
const POINTS: &str = "collaboration_points";
/// Before the id of a proration, as it is kept.
const PRORATION: &str = "proration:";
/// Before scores given by hand, as they are kept.
const SCORED: &str = "scored ";
/// Before the name of a position's amount, as it is kept.
const POSITION: &str = "position:";

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Measure(name) => name.fmt(f),
            Self::Param(id) | Self::Factor(id) => f.write_str(id),
            Self::Position(pay) => write!(f, "{POSITION}{}", pay.word()),
            Self::Proration(id) => write!(f, "{PRORATION}{id}"),
            Self::CollaborationPoints => f.write_str(POINTS),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sum(sum) => sum.fmt(f),
            Self::Quotient(n, d) => write!(f, "{n} / {d}"),
            Self::Target(of, Some(target)) => write!(f, "{of} : {target}"),
            Self::Target(of, None) => write!(f, "{of} : ?"),
            Self::Peers(n, d) => write!(f, "peer_group {n} / {d}"),
            Self::Scored(of, by) => write!(f, "{SCORED}{of} by {}", by.join("; ")),
            Self::Version(from, place) => write!(f, "{from}, {place}"),
            Self::Mean(first, last, place) => write!(f, "{first}..{last}, {place}"),
            Self::Since(day) => day.fmt(f),
            Self::Days(first, last) => write!(f, "{first}..{last}"),
            Self::Served(served, of) => write!(f, "{served} / {of}"),
            Self::Rows(count) => write!(f, "{count} rows"),
            Self::Factor => f.write_str("coefficient"),
        }
    }
}

/// How it is kept: the exact value, name and source as text.
#[derive(Clone, Serialize, Deserialize)]
struct Kept {
    name: String,
    value: Option<Number>,
    source: String,
}

impl From<Read> for Kept {
    fn from(read: Read) -> Self {
        Self {
            name: read.name.to_string(),
            value: read.value,
            source: read.source.to_string(),
        }
    }
}

impl TryFrom<Kept> for Read {
    type Error = String;

    fn try_from(kept: Kept) -> Result<Self, String> {
        let unreadable = format!("`{}` is not where a number comes from", kept.source);
        let (name, source) = read_back(kept.name, &kept.source).ok_or(unreadable)?;
        Ok(Self {
            name,
            value: kept.value,
            source,
        })
    }
}

/// A name alone does not say of what it is; where it comes from does.
fn read_back(name: String, source: &str) -> Option<(Name, Source)> {
    if source == "coefficient" {
        return Some((Name::Factor(name), Source::Factor));
    }
    if let Some((of, by)) = source.strip_prefix(SCORED).and_then(|source| source.split_once(" by ")) {
        let by = by.split("; ").map(str::to_owned).collect();
        let scored = Source::Scored(Box::new(quotient(of)?), by);
        return Some((Name::Measure(MeasureName::from(name)), scored));
    }
    if let Some((days, place)) = source.split_once(", ") {
        let place = place.to_owned();
        let source = match days.split_once("..") {
            Some((first, last)) => Source::Mean(first.parse().ok()?, last.parse().ok()?, place),
            None => Source::Version(days.parse().ok()?, place),
        };
        return Some((Name::Param(name), source));
    }
    if let Some(pay) = name.strip_prefix(POSITION) {
        let source = match source.split_once("..") {
            Some((first, last)) => Source::Days(first.parse().ok()?, last.parse().ok()?),
            None => Source::Since(source.parse().ok()?),
        };
        return Some((Name::Position(PositionPay::of_word(pay)?), source));
    }
    if let Some(id) = name.strip_prefix(PRORATION) {
        let (served, of) = source.split_once(" / ")?;
        let days = Source::Served(served.parse().ok()?, of.parse().ok()?);
        return Some((Name::Proration(id.to_owned()), days));
    }
    if name == POINTS {
        let rows = source.strip_suffix(" rows")?.parse().ok()?;
        return Some((Name::CollaborationPoints, Source::Rows(rows)));
    }
    let source = match source.strip_prefix("peer_group ") {
        Some(peers) => match quotient(peers)? {
            Source::Quotient(n, d) => Source::Peers(n, d),
            _ => return None,
        },
        None => match source.split_once(" : ") {
            Some((of, "?")) => Source::Target(Box::new(quotient(of)?), None),
            Some((of, target)) => Source::Target(Box::new(quotient(of)?), Some(Figure::parse(target)?)),
            None => quotient(source)?,
        },
    };
    Some((Name::Measure(MeasureName::from(name)), source))
}

fn quotient(text: &str) -> Option<Source> {
    Some(match text.split_once(" / ") {
        Some((n, d)) => Source::Quotient(Figure::parse(n)?, Figure::parse(d)?),
        None => Source::Sum(Figure::parse(text)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_in_is_kept_as_text_and_read_back() {
        for (name, source) in [
            ("team.renewal_rate", "90 / 100"),
            ("due_amount.numerator", "12.5"),
            ("renewal_rate.attainment", "90 / 100 : 0.95"),
            ("renewal_rate.attainment", "0.5 : ?"),
            ("renewal_rate[channel=agency|broker,product_line=annuity]", "90 / 100"),
            (
                "appraisal_score[item=服务 态度]",
                "scored 184 / 2 by 王主管, 一部; 李经理",
            ),
            ("error_rate", "peer_group 1 / 33.33333333…"),
            ("target_bonus", "2026-01-01, plans/a.toml:12:1"),
            ("base", "2026-01-01..2026-01-31, plans/a.toml:12:1"),
            ("proration:days", "20 / 31"),
            ("position:base", "2026-01-01"),
            ("position:target_pay", "2026-01-01..2026-01-31"),
            ("collaboration_points", "3 rows"),
            ("quality", "coefficient"),
        ] {
            let kept = format!(r#"{{"name":"{name}","value":"1/3","source":"{source}"}}"#);
            let read: Read = serde_json::from_str(&kept).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), kept);
        }
        for source in ["", "many", "1 / x", "yesterday, here"] {
            assert!(read_back("renewal_rate".to_owned(), source).is_none(), "{source}");
        }
    }
}
