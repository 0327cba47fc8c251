//! The settings file as `init` writes it.

/// Name of the settings file.
pub const SETTINGS_FILE: &str = "duebook.toml";

/// The commented settings file `init` writes: every setting with its default.
pub const SETTINGS_TEMPLATE: &str = include_str!("duebook.toml");
