//! The accent colour of reports.

use super::error::ReportError;
use crate::diagnostic::Result;

/// An accent colour as `#rrggbb`, in numbers.
pub(super) fn check_accent(accent: &str) -> Result<u32> {
    accent
        .strip_prefix('#')
        .filter(|digits| digits.len() == 6)
        .and_then(|digits| u32::from_str_radix(digits, 16).ok())
        .ok_or_else(|| {
            ReportError::Accent {
                value: accent.to_owned(),
            }
            .into()
        })
}
