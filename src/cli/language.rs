//! In which language the program speaks, known before its arguments are understood: their errors and the help are told in
//! it too.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::files;
use crate::library::Library;
use crate::locale::Locale;
use crate::texts::Texts;
use crate::workspace::{SETTINGS_FILE, Workspace};

/// The texts for a run with `arguments`: in the language its workspace asks for, else in that of the system. Whatever is
/// wrong with the workspace is told by the command that needs it.
pub(super) fn texts(arguments: &[OsString]) -> Texts {
    let root = Workspace::root_of(&directory(arguments)).ok();
    let asked = root.as_deref().and_then(asked_for);
    let locale = asked.unwrap_or_else(|| Locale::of_system(|name| std::env::var(name).ok()));
    let own = root.and_then(|root| Library::with_overrides(&root).ok());
    own.and_then(|library| Texts::load(&library, locale).ok())
        .unwrap_or_else(|| Texts::shipped(locale))
}

/// The folder of `-C DIR`, which may stand anywhere.
fn directory(arguments: &[OsString]) -> PathBuf {
    let mut rest = arguments.iter().skip(1).take_while(|argument| *argument != "--");
    while let Some(argument) = rest.next() {
        if argument == "-C" || argument == "--directory" {
            return rest.next().map_or_else(|| ".".into(), PathBuf::from);
        }
        let text = argument.to_str().unwrap_or_default();
        if let Some(folder) = text.strip_prefix("--directory=").or_else(|| text.strip_prefix("-C")) {
            return folder.into();
        }
    }
    ".".into()
}

/// What the settings file says of the language, if it says anything; the rest of it need not be right.
fn asked_for(root: &Path) -> Option<Locale> {
    let text = files::read_text(&root.join(SETTINGS_FILE)).ok()?;
    let settings: toml::Table = text.parse().ok()?;
    settings.get("locale")?.clone().try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_is_found_wherever_it_is_named() {
        for (words, folder) in [
            ("duebook status", "."),
            ("duebook -C a status", "a"),
            ("duebook status --directory a", "a"),
            ("duebook status --directory=a", "a"),
            ("duebook -Ca status", "a"),
            ("duebook query -- -C a", "."),
            ("duebook -C", "."),
        ] {
            let arguments: Vec<OsString> = words.split(' ').map(OsString::from).collect();
            assert_eq!(directory(&arguments), Path::new(folder), "{words}");
        }
    }

    #[test]
    fn only_what_the_settings_say_counts() {
        let dir = tempfile::tempdir().unwrap();
        for (text, locale) in [
            ("", None),
            ("locale = \"zh-CN\"\n", Some(Locale::ZhCn)),
            ("locale = \"en\"\nunknown = 1\n", Some(Locale::En)),
            ("locale = \"fr\"\n", None),
        ] {
            std::fs::write(dir.path().join(SETTINGS_FILE), text).unwrap();
            assert_eq!(asked_for(dir.path()), locale, "{text}");
        }
    }
}
