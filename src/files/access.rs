//! Who may read what is written.
//!
//! What the process makes is the user's alone, whatever makes it (the database engine, `SQLite`), but for files that are said to
//! be for others: those have the rights that the user's umask gives.

use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::path::Path;

use cap_std::fs::{Dir, DirBuilder, OpenOptions};

/// Who may read a file or folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Whomever the user's umask lets.
    Usual,
    /// The user alone.
    Private,
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::PermissionsExt as _;
    use std::sync::OnceLock;

    use cap_std::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
    use nix::sys::stat::{Mode, umask};

    use super::{Access, Dir, DirBuilder, File, OpenOptions, OsStr, Path, io};

    /// The user's umask, once this process has another.
    static USUAL: OnceLock<Mode> = OnceLock::new();

    /// To be said first of all, before anything is made.
    pub fn keep_to_oneself() {
        USUAL.get_or_init(|| umask(Mode::S_IRWXG | Mode::S_IRWXO));
    }

    /// Gives a file that another library wrote the rights that the user's umask gives.
    pub fn open_up(path: &Path) -> io::Result<()> {
        match Access::Usual.mode(0o666) {
            Some(mode) => std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)),
            None => Ok(()),
        }
    }

    impl Access {
        /// The mode to be given, if the system does not give it by itself.
        fn mode(self, all: u32) -> Option<u32> {
            #[allow(clippy::useless_conversion, reason = "it has 16 bits on macOS")]
            let usual = |umask: &Mode| all & !u32::from(umask.bits());
            USUAL.get().filter(|_| self == Self::Usual).map(usual)
        }

        pub(in crate::files) fn ask_of_file(self, options: &mut OpenOptions) {
            if self == Self::Private {
                options.mode(0o600);
            }
        }

        pub(in crate::files) fn give_file(self, file: &File) -> io::Result<()> {
            match self.mode(0o666) {
                Some(mode) => file.set_permissions(std::fs::Permissions::from_mode(mode)),
                None => Ok(()),
            }
        }

        pub(in crate::files) fn ask_of_folder(self, builder: &mut DirBuilder) {
            if self == Self::Private {
                builder.mode(0o700);
            }
        }

        pub(in crate::files) fn give_folder(self, above: &Dir, name: &OsStr) -> io::Result<()> {
            match self.mode(0o777) {
                Some(mode) => above.set_permissions(name, cap_std::fs::Permissions::from_mode(mode)),
                None => Ok(()),
            }
        }
    }
}
#[cfg(unix)]
pub use unix::{keep_to_oneself, open_up};

/// Elsewhere the folders of a user are the user's own.
#[cfg(not(unix))]
mod other {
    use super::{Access, Dir, DirBuilder, File, OpenOptions, OsStr, Path, io};

    pub fn keep_to_oneself() {}

    pub fn open_up(_: &Path) -> io::Result<()> {
        Ok(())
    }

    impl Access {
        pub(in crate::files) fn ask_of_file(self, _: &mut OpenOptions) {}

        pub(in crate::files) fn give_file(self, _: &File) -> io::Result<()> {
            Ok(())
        }

        pub(in crate::files) fn ask_of_folder(self, _: &mut DirBuilder) {}

        pub(in crate::files) fn give_folder(self, _: &Dir, _: &OsStr) -> io::Result<()> {
            Ok(())
        }
    }
}
#[cfg(not(unix))]
pub use other::{keep_to_oneself, open_up};
