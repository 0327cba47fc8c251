//! The embedded database: opened in one careful way, its tables created from `queries/schema/`.
//!
//! Promises: nothing is downloaded or loaded from outside, SQL reaches only the folders it was given, arithmetic never
//! yields infinities, and a locked, newer or damaged file is told apart in plain words. What is in the tables is the
//! business of ingest; how SQL files are run is in [`sql`].

mod database;
mod effect;
mod error;
mod holder;
pub mod lexis;
mod limit;
mod packed;
mod pair;
pub mod reading;
pub mod sql;
pub mod stop;
mod temporary;
mod value;

pub use database::{SCHEMA_VERSION, Store};
pub use error::StoreError;
pub use sql::{Params, Statement};
pub use value::{Cell, Row, Rows, signed};
