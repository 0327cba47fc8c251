//! Values and codes as texts of one language.

pub mod format;
pub mod words;
