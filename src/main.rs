//! The `duebook` program: parse, dispatch, print, exit code.
fn main() {}
