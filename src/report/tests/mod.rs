//! Tests of the writers on a report that is made up, and that report.

mod example;
mod writers;
