//! Files and folders, read and written without leaving the workspace they lie in.
//!
//! A workspace may come from somebody else. Below its folder no link is followed, whatever path leads there; what is no
//! file (a pipe, a device) is neither read nor written over; and no more is read than a bound. A file is written beside its
//! name and renamed: whole, or not at all. Outside a workspace the folder is the user's choice, and only the file itself
//! must be one.

mod access;

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, ErrorKind, Read as _, Write};
use std::path::{Component, Path, PathBuf};

use cap_fs_ext::{DirExt as _, FollowSymlinks, OpenOptionsFollowExt as _, OpenOptionsSyncExt as _};
use cap_std::ambient_authority;
use cap_std::fs::{Dir, DirBuilder, Metadata, OpenOptions};

use crate::refusal::Refusal;
pub use access::{Access, keep_to_oneself, open_up};

/// What makes a folder a workspace.
pub const SETTINGS_FILE: &str = "duebook.toml";

/// Bytes of a text that people write: settings, SQL, templates, plans, rates.
const MOST: u64 = 64 << 20;

/// Opens a file to be read.
pub fn open(path: &Path) -> io::Result<File> {
    let (folder, name) = folder_and_name(path)?;
    let folder = open_folder(folder, None)?;
    folder.check(name)?;
    let mut options = OpenOptions::new();
    options.read(true).follow(FollowSymlinks::No).nonblock(true);
    let file = folder.dir.open_with(name, &options)?;
    // Asked again, as it may be another one by now.
    is_file(&file.metadata()?, path)?;
    Ok(file.into_std())
}

/// The bytes of a file that people write.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.take(MOST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST {
        return Err(io::Error::other(Refusal::TooLong { bytes: MOST }));
    }
    Ok(bytes)
}

/// The same as text.
pub fn read_text(path: &Path) -> io::Result<String> {
    String::from_utf8(read(path)?).map_err(|_| io::Error::other(Refusal::NoText))
}

/// Makes a folder and those above it that are missing.
pub fn create_folder(path: &Path, access: Access) -> io::Result<()> {
    open_folder(path, Some(access)).map(|_| ())
}

/// Refuses a link where another program, such as the database engine, will open `path`.
pub fn no_link(path: &Path) -> io::Result<()> {
    if path.is_symlink() {
        let path = path.to_path_buf();
        return Err(io::Error::other(Refusal::Link { path }));
    }
    Ok(())
}

/// Removes what stands at `path`, if anything does: a link, not what it leads to.
pub fn remove(path: &Path) -> io::Result<()> {
    let (folder, name) = folder_and_name(path)?;
    match open_folder(folder, None) {
        Ok(folder) => folder.remove(name),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// Has the system write down the names in a folder. Where folders are no files (Windows) it does so by itself.
pub fn sync_folder(path: &Path) -> io::Result<()> {
    open_folder(path, None)?.sync()
}

/// Writes a file whole or not at all.
pub fn write(path: &Path, content: &[u8], access: Access) -> io::Result<()> {
    let mut part = Part::new(path, access)?;
    part.write_all(content)?;
    part.put()
}

/// A file on its way: it is written beside its place, and what does not get there goes.
#[derive(Debug)]
pub struct Part {
    file: File,
    folder: Folder,
    /// What it is called until it is in its place,
    unfinished: Option<OsString>,
    /// and then.
    name: OsString,
}

impl Part {
    /// That of the file at `place`.
    pub fn of(place: &Path) -> io::Result<Self> {
        Self::new(place, Access::Usual)
    }

    /// The same; `access` says who may read it. One that a killed process left is replaced.
    pub fn new(place: &Path, access: Access) -> io::Result<Self> {
        let (folder, name) = folder_and_name(place)?;
        let folder = open_folder(folder, None)?;
        folder.check(name)?;
        let mut part = name.to_os_string();
        part.push(".part");
        folder.remove(&part)?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true).follow(FollowSymlinks::No);
        access.ask_of_file(&mut options);
        let file = folder.dir.open_with(&part, &options)?.into_std();
        access.give_file(&file)?;
        Ok(Self {
            file,
            folder,
            unfinished: Some(part),
            name: name.to_os_string(),
        })
    }

    /// Puts it into its place.
    pub fn put(mut self) -> io::Result<()> {
        self.put_name()
    }

    fn put_name(&mut self) -> io::Result<()> {
        if let Some(part) = &self.unfinished {
            self.folder.dir.rename(part, &self.folder.dir, &self.name)?;
        }
        self.unfinished = None;
        Ok(())
    }

    /// The same, and neither the file nor its name is lost if the power is.
    pub fn put_for_good(mut self) -> io::Result<()> {
        self.file.sync_all()?;
        self.put_name()?;
        self.folder.sync()
    }
}

impl Write for Part {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if let Some(part) = &self.unfinished {
            let _ = self.folder.dir.remove_file(part);
        }
    }
}

/// An open folder.
#[derive(Debug)]
struct Folder {
    dir: Dir,
    path: PathBuf,
}

impl Folder {
    fn remove(&self, name: &OsStr) -> io::Result<()> {
        match self.dir.remove_file_or_symlink(name) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn sync(&self) -> io::Result<()> {
        if cfg!(unix) {
            self.dir.open(".")?.sync_all()
        } else {
            Ok(())
        }
    }

    /// Refuses a name that stands for something else than a file.
    fn check(&self, name: &OsStr) -> io::Result<()> {
        match self.dir.symlink_metadata(name) {
            Ok(found) => is_file(&found, &self.path.join(name)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// The folder `name` in it.
    fn below(&self, name: &OsStr, make: Option<Access>) -> io::Result<Self> {
        let path = self.path.join(name);
        match (self.dir.symlink_metadata(name), make) {
            (Ok(found), _) if found.is_symlink() => return Err(io::Error::other(Refusal::Link { path })),
            (Err(error), Some(access)) if error.kind() == ErrorKind::NotFound => {
                let mut builder = DirBuilder::new();
                access.ask_of_folder(&mut builder);
                match self.dir.create_dir_with(name, &builder) {
                    Ok(()) => access.give_folder(&self.dir, name)?,
                    // Another process was faster.
                    Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                    Err(error) => return Err(error),
                }
            }
            _ => {}
        }
        let dir = self.dir.open_dir_nofollow(name)?;
        Ok(Self { dir, path })
    }
}

/// Opens a folder, making what is missing where it may; below the outermost folder with settings no link is followed.
fn open_folder(path: &Path, make: Option<Access>) -> io::Result<Folder> {
    let path = without_steps_up(path)?;
    let workspaces = path.ancestors().filter(|folder| folder.join(SETTINGS_FILE).is_file());
    let start = match workspaces.last() {
        Some(root) => root,
        None if make.is_some() => path.ancestors().find(|folder| folder.is_dir()).unwrap_or(&path),
        None => &path,
    };
    let folder = Folder {
        dir: Dir::open_ambient_dir(start, ambient_authority())?,
        path: start.to_path_buf(),
    };
    let rest = path.strip_prefix(start).unwrap_or(Path::new("")).components();
    rest.into_iter()
        .try_fold(folder, |folder, part| folder.below(part.as_os_str(), make))
}

/// The absolute path. What stands before a `..` is resolved as the system does, links and all: the user wrote it.
fn without_steps_up(path: &Path) -> io::Result<PathBuf> {
    let absolute = std::path::absolute(path)?;
    let parts: Vec<Component<'_>> = absolute.components().collect();
    let Some(last_up) = parts.iter().rposition(|part| *part == Component::ParentDir) else {
        return Ok(absolute);
    };
    let (before, after) = parts.split_at(last_up + 1);
    let before = before.iter().collect::<PathBuf>().canonicalize()?;
    Ok(before.join(after.iter().collect::<PathBuf>()))
}

/// The folder of a file and its name in it.
fn folder_and_name(path: &Path) -> io::Result<(&Path, &OsStr)> {
    let no_file = || {
        io::Error::other(Refusal::NoFile {
            path: path.to_path_buf(),
        })
    };
    let name = path.file_name().ok_or_else(no_file)?;
    let folder = path.parent().ok_or_else(no_file)?;
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    Ok((folder, name))
}

fn is_file(found: &Metadata, path: &Path) -> io::Result<()> {
    let path = path.to_path_buf();
    if found.is_symlink() {
        Err(io::Error::other(Refusal::Link { path }))
    } else if found.is_file() {
        Ok(())
    } else {
        Err(io::Error::other(Refusal::NoFile { path }))
    }
}
