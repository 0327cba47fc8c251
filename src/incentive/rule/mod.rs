//! The blocks of a plan, each whole in its own file: what it says, how it is read, what it reads of the data, what it does.
//! [`list`] has them in the order of calculation, [`rules`] says what each of them is; the sentences people read of them
//! stand in the templates of [`super::show`].

mod carried;
mod in_force;
mod kept_back;
pub mod rules;

pub mod adjustment;
pub mod cap;
pub mod clawback;
pub mod component;
pub mod deferral;
pub mod eligibility;
pub mod floor;
pub mod gate;
pub mod guarantee;
pub(crate) mod leaving;
pub mod multiplier;
pub mod overrides;
pub mod penalty;
pub mod pool;
pub mod proration;
pub mod release;
pub mod total;

pub(crate) mod list;

pub use rules::Rules;
