//! What reports are made of, computed once for all of a run: figures of metrics, the tables that statements name, and what
//! statements return.

pub mod answers;
mod basis;
pub mod figures;
mod keeper;
pub mod measure;
pub(super) mod needs;
pub mod pay;
pub mod prepare;
pub mod risk;
mod topics;
pub mod values;
pub mod worklist;
