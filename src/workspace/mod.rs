//! The workspace: one folder with `duebook.toml`, the store, data, plans, overrides and reports.
//!
//! Finds the folder, reads its settings into types (all mistakes at once, with their places) and lays the workspace's
//! SQL files and templates over the shipped ones.

mod error;
mod files;
mod folder;
mod leftovers;
mod rule_error;
mod rules;
mod settings;
mod template;
#[cfg(test)]
mod tests;
mod written;

pub use crate::files::Access;
pub use crate::locale::Locale;
pub use error::WorkspaceError;
pub use files::{
    Part, create_folder, create_private_folder, remove_file, sync_folder, write_file, write_file_with, write_for,
    write_lasting,
};
pub use folder::Workspace;
pub use leftovers::SCRATCH;
pub use rule_error::SettingError;
pub use rules::{bytes_of, second_of_day};
pub use settings::{
    Checks, EngineSettings, IngestSettings, MetricSettings, Names, PaySettings, PeopleSettings, Phones, QuerySettings,
    ReportSettings, ServeSettings, Settings, SignInSettings, StoreSettings,
};
pub use template::{SETTINGS_FILE, SETTINGS_TEMPLATE};
