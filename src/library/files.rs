//! All files by name: the shipped ones with those of the workspace laid over them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use include_dir::Dir;

use super::overrides;
use super::source::Source;
use crate::diagnostic::{Diagnose, Place, Result, did_you_mean};
use crate::files;
use crate::message::{Message, messages};
use crate::refusal::Refusal;
use crate::shipped;

/// Where company variants of metrics lie, a folder each.
const PRESETS: &str = "queries/metrics/presets";

messages! {
    "errors.library"
    /// Why a file of the library cannot be had.
    #[derive(Debug)]
    pub enum LibraryError {
        /// Neither shipped nor in the workspace.
        Missing {
            name: String,
            /// A near name, or the list.
            hint: Message,
        },
        /// A preset of metrics that is not there.
        UnknownPreset {
            name: String,
            /// A near name, or the list.
            hint: Message,
            place: Box<Place>,
        },
        /// A workspace file that cannot be read as UTF-8 text.
        Unreadable { name: String, reason: Refusal },
    }
}

impl Diagnose for LibraryError {
    fn place(&self) -> Option<Place> {
        match self {
            Self::UnknownPreset { place, .. } => Some(*place.clone()),
            Self::Missing { .. } | Self::Unreadable { .. } => None,
        }
    }
}

/// All files by name.
#[derive(Clone, Debug)]
pub struct Library {
    files: BTreeMap<String, Source>,
}

impl Library {
    /// The shipped files alone.
    pub fn shipped() -> Self {
        let mut files = BTreeMap::new();
        for (root, dir) in [
            ("queries", &shipped::QUERIES),
            ("report-templates", &shipped::TEMPLATES),
        ] {
            add_shipped(root, dir, &mut files);
        }
        Self { files }
    }

    /// The shipped file called `name`, whatever lies over it.
    pub fn shipped_file(name: &str) -> Option<Source> {
        let (folder, rest) = name.split_once('/')?;
        let dir = [
            ("queries", &shipped::QUERIES),
            ("report-templates", &shipped::TEMPLATES),
        ];
        let (_, dir) = dir.into_iter().find(|(root, _)| *root == folder)?;
        Some(Source {
            name: name.to_owned(),
            text: dir.get_file(rest)?.contents_utf8()?.to_owned(),
            is_override: false,
        })
    }

    /// The shipped files with those of the workspace in `root` over them.
    pub fn with_overrides(root: &Path) -> Result<Self> {
        let mut own = Vec::new();
        for folder in ["queries", "report-templates"] {
            for path in files_below(&root.join(folder)) {
                let name = relative_name(root, &path);
                let text = files::read_text(&path).map_err(|e| LibraryError::Unreadable {
                    name: name.clone(),
                    reason: Refusal::of(&e),
                })?;
                let source = Source {
                    name,
                    text,
                    is_override: true,
                };
                let is_family = source.is_family();
                own.extend(source.members()?.into_iter().map(|member| (is_family, member)));
            }
        }
        // Families first, so that a file of one member counts more than the family.
        own.sort_by_key(|(is_family, _)| !is_family);
        let mut library = Self::shipped();
        crate::Error::all(overrides::mistakes(
            own.iter().map(|(_, source)| source),
            &library.files,
        ))?;
        let own = own.into_iter().map(|(_, source)| (source.name.clone(), source));
        library.files.extend(own);
        Ok(library)
    }

    /// Puts the metrics of `presets`, folders of `queries/metrics/presets/`, in place of the shipped ones of the same name.
    /// A workspace's own metric stays. `settings` is the file that names them, for all unknown ones at once.
    pub fn adopt_presets(&mut self, presets: &[String], (file, text): (&str, &str)) -> Result<()> {
        let mut unknown = Vec::new();
        for preset in presets {
            if !self.adopt_preset(preset) {
                unknown.push(LibraryError::UnknownPreset {
                    name: preset.clone(),
                    hint: did_you_mean(preset, &self.presets()),
                    place: Box::new(Place::in_text(file, text, text.find(preset).unwrap_or(0))),
                });
            }
        }
        crate::Error::all(unknown)
    }

    /// False if there is no such preset.
    fn adopt_preset(&mut self, preset: &str) -> bool {
        let folder = format!("{PRESETS}/{preset}");
        let files: Vec<Source> = self.list(&folder, ".sql").cloned().collect();
        for file in &files {
            let name = format!("queries/metrics/{}.sql", file.stem());
            let is_own = self
                .files
                .get(&name)
                .is_some_and(|metric| metric.name == name && metric.is_override);
            if !is_own {
                self.files.insert(name, file.clone());
            }
        }
        !files.is_empty()
    }

    /// The presets, by name.
    pub fn presets(&self) -> Vec<&str> {
        let inside = self
            .files
            .keys()
            .filter_map(|name| name.strip_prefix(PRESETS)?.strip_prefix('/'));
        let mut names: Vec<&str> = inside.filter_map(|name| Some(name.split_once('/')?.0)).collect();
        names.dedup();
        names
    }

    /// The file called `name`, if there is one.
    pub fn if_any(&self, name: &str) -> Option<&Source> {
        self.files.get(name)
    }

    /// The file called `name`, such as `queries/facts/items.sql`.
    pub fn get(&self, name: &str) -> Result<&Source> {
        self.if_any(name).ok_or_else(|| {
            let known: Vec<&str> = self.files.keys().map(String::as_str).collect();
            LibraryError::Missing {
                name: name.to_owned(),
                hint: did_you_mean(name, &known),
            }
            .into()
        })
    }

    /// All files, by name.
    pub fn files(&self) -> impl Iterator<Item = &Source> {
        self.files.values()
    }

    /// The files directly in `folder` that end in `extension`, by name.
    pub fn list<'a>(&'a self, folder: &'a str, extension: &'a str) -> impl Iterator<Item = &'a Source> {
        // By the name it is found under, which for a preset is not its own.
        let inside = self.files.iter().filter(move |(name, _)| {
            name.strip_prefix(folder)
                .and_then(|rest| rest.strip_prefix('/'))
                .is_some_and(|rest| !rest.contains('/') && rest.ends_with(extension))
        });
        inside.map(|(_, source)| source)
    }
}

fn add_shipped(root: &str, dir: &Dir<'_>, files: &mut BTreeMap<String, Source>) {
    for file in dir.files() {
        let name = format!("{root}/{}", file.path().to_string_lossy().replace('\\', "/"));
        let text = file
            .contents_utf8()
            .expect("shipped files are UTF-8, a test reads them all")
            .to_owned();
        let source = Source {
            name,
            text,
            is_override: false,
        };
        let members = source
            .members()
            .expect("shipped families are whole, a test reads them all");
        files.extend(members.into_iter().map(|member| (member.name.clone(), member)));
    }
    for sub in dir.dirs() {
        add_shipped(root, sub, files);
    }
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut found: Vec<PathBuf> = Vec::new();
    for entry in entries.flatten() {
        // A link could lead out of the workspace: only what lies in it is an override.
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => found.extend(files_below(&entry.path())),
            Ok(kind) if kind.is_file() => found.push(entry.path()),
            _ => {}
        }
    }
    found
}

fn relative_name(root: &Path, path: &Path) -> String {
    path.strip_prefix(root)
        .unwrap_or(path)
        .to_string_lossy()
        .replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workspace_file_replaces_the_shipped_one_and_new_names_are_added() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("queries/metrics");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("error_rate.sql"), "-- id: error_rate\nSELECT 1").unwrap();
        std::fs::write(folder.join("wechat_reach.sql"), "-- id: wechat_reach\nSELECT 2").unwrap();
        let library = Library::with_overrides(dir.path()).unwrap();
        assert!(library.get("queries/metrics/error_rate.sql").unwrap().is_override);
        assert_eq!(
            library.get("queries/metrics/wechat_reach.sql").unwrap().stem(),
            "wechat_reach"
        );
        assert!(!library.get("queries/metrics/renewal_rate.sql").unwrap().is_override);
    }

    #[test]
    fn a_workspace_replaces_one_member_of_a_family_or_the_family() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("queries/metrics");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("persistency_25.sql"), "SELECT 'mine'").unwrap();
        let family = "-- family: months = 25, 61\nSELECT {months}\n";
        std::fs::write(folder.join("persistency_{months}.sql"), family).unwrap();
        let library = Library::with_overrides(dir.path()).unwrap();
        let text = |months: u32| {
            let source = library
                .get(&format!("queries/metrics/persistency_{months}.sql"))
                .unwrap();
            (source.text.as_str(), source.is_override)
        };
        assert_eq!(text(25), ("SELECT 'mine'", true));
        assert_eq!(text(61), ("SELECT 61\n", true));
        assert!(text(13).0.contains("-- zh: 13个月综合继续率\n") && !text(13).1);
        assert!(library.files().all(|file| !file.name.contains('{')));
    }

    #[test]
    fn an_unknown_name_offers_the_nearest() {
        let error = Library::shipped().get("queries/metrics/error_rat.sql").unwrap_err();
        assert!(
            error
                .to_string()
                .contains("did you mean `queries/metrics/error_rate.sql`?"),
            "{error}"
        );
    }
}
