//! The settings file as `init` writes it.

/// Name of the settings file.
pub use crate::files::SETTINGS_FILE;

/// The commented settings file `init` writes: every setting with its default.
pub const SETTINGS_TEMPLATE: &str = include_str!("duebook.toml");
