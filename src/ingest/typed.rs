//! A table beside the data, such as the rates of a plan, out of a workbook: its cells as a person would have typed them, read as
//! files of data are.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use super::error::IngestError;
use super::headers::Role;
use super::source::{Context, InputFile, Record, Records, Relation, Scratch};
use crate::diagnostic::Result;
use crate::library::Library;
use crate::locale::Locale;
use crate::store::Store;
use crate::wording::Wording;
use crate::workspace::{IngestSettings, StoreSettings};

/// Rows with the line of heads above them.
pub struct Typed {
    pub head: Vec<String>,
    /// Each with its number in the sheet.
    pub rows: Vec<(usize, Vec<String>)>,
}

/// True for XLSX and XLS files.
pub fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0])
}

/// The first table of the workbook `name`; `is_head` knows the texts of its heads.
pub fn table(name: &str, bytes: &[u8], is_head: &dyn Fn(&str) -> bool) -> Result<Typed> {
    let folder = Folder::new()?;
    let path = folder.0.join(if bytes.starts_with(b"PK") {
        "table.xlsx"
    } else {
        "table.xls"
    });
    let failed = |error: std::io::Error| IngestError::unwritable(&path, &error);
    std::fs::write(&path, bytes).map_err(failed)?;
    let shown = PathBuf::from(name);
    let (library, limits) = (Library::shipped(), IngestSettings::default());
    let store = Store::scratch(None, &StoreSettings::default(), &[], &library)?;
    let scratch = Scratch::new(&folder.0)?;
    let context = Context {
        store: &store,
        scratch: &scratch,
        knows: is_head,
        role: &|_| Role::default(),
        limits: &limits,
        wording: Wording::shipped(Locale::En),
    };
    let file = InputFile::new(&path, shown.clone())?;
    let sheets = file.open(&context)?;
    let Some(sheet) = sheets.into_iter().next() else {
        return Err(IngestError::NoSheet { path: shown }.into());
    };
    let Relation::Csv { path, .. } = &sheet.relation else {
        return Err(IngestError::NoSheet { path: shown }.into());
    };
    Ok(Typed {
        head: sheet.columns,
        rows: rows(path, &limits)?,
    })
}

/// The rows of a copy: before the cells the row's number, what is wrong with it, and marks.
fn rows(path: &Path, limits: &IngestSettings) -> Result<Vec<(usize, Vec<String>)>> {
    const BESIDE: usize = 3;
    let mut records = Records::open(path, ',', limits.max_text_bytes).map_err(|stop| stop.at(path))?;
    let mut record = Record::default();
    let mut rows = Vec::new();
    while records.next(&mut record).map_err(|stop| stop.at(path))? {
        let cells: Vec<String> = record.cells().map(str::to_owned).collect();
        let number = cells.first().and_then(|cell| cell.parse().ok()).unwrap_or_default();
        rows.push((number, cells.into_iter().skip(BESIDE).collect()));
    }
    Ok(rows)
}

/// A folder of one's own that goes when it is done with.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Result<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("duebook-{}-{number}", std::process::id()));
        std::fs::create_dir(&path).map_err(|error| IngestError::unwritable(&path, &error))?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
