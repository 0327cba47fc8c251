//! How near a value is to its target, as a mark.

use crate::decimal::{Decimal, Ratio};
use crate::word::words;

/// Digits of an attainment that are looked at: so many that none just below a limit reaches it.
const DIGITS: u32 = 12;

words! {
    /// How near a value is to its target.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Mark {
        /// At the target or better.
        Met = "met",
        /// Near it.
        Near = "near",
        /// Less.
        Missed = "missed",
    }
}

impl Mark {
    /// The mark of an attainment, of which `near` and more is near the target.
    pub fn of(attainment: Ratio, near: Decimal) -> Option<Self> {
        let rate = attainment.rate(DIGITS)?;
        Some(if rate >= Decimal::ONE {
            Self::Met
        } else if rate >= near {
            Self::Near
        } else {
            Self::Missed
        })
    }

    /// A sign that can be told apart without colour.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Met => "●",
            Self::Near => "◐",
            Self::Missed => "○",
        }
    }
}
