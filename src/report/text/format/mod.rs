//! The one place where values become text: percent, money, short forms, dates, changes, states.
//!
//! For every value there is the text of the page ([`Format::text`]) and, for the sheet, a number with a number format
//! code ([`number`], [`code`]) that shows the same text; a test holds them together. Rounding is half away from zero
//! and happens once, from the undivided quotient.

mod change;
mod foot;
mod mark;
mod number;
mod short;
mod text;
mod words;

pub use change::{Change, Sense};
pub use mark::Mark;
pub use number::{code, number, part_code, plain_number};
pub use text::{Format, MISSING, change_of};
pub use words::{raw, starts_a_year, state_word, unit_word};

#[cfg(test)]
mod tests;
