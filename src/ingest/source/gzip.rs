//! A file of another format compressed by gzip: `应收清单.csv.gz`.
//!
//! It is known by its first bytes, unpacked into the folder for copies and opened from there under its name without
//! `.gz`. Its identity stays that of the compressed file. A file compressed twice is refused.

use std::fs::File;
use std::io::{BufReader, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;

use super::{Context, FORMATS, Foreign, HEAD_BYTES, InputFile, Sheet, Source};
use crate::diagnostic::Result;
use crate::ingest::error::{IngestError, Limit};
use crate::message::say;

const MAGIC: [u8; 2] = [0x1F, 0x8B];
const CHUNK: usize = 1 << 16;

/// Compressed files.
pub struct Gzip;

impl Source for Gzip {
    fn recognises(&self, file: &InputFile) -> bool {
        if !file.head.starts_with(&MAGIC) {
            return false;
        }
        // An archive (`.tar.gz`) is none of ours. A damaged file is: it is to be told of.
        let Ok(head) = unpacked(&file.path).and_then(head_of) else {
            return true;
        };
        let inner = InputFile {
            written: file.written,
            path: inner_name(&file.path),
            shown: file.shown.clone(),
            bytes: file.bytes,
            head,
        };
        inner.head.is_empty()
            || inner.head.starts_with(&MAGIC)
            || FORMATS.iter().any(|format| format.recognises(&inner))
    }

    fn open(&self, file: &InputFile, context: &Context<'_>) -> Result<Vec<Sheet>> {
        let extension = inner_name(&file.path).extension().unwrap_or_default().to_owned();
        let path = context.scratch.path(&extension.to_string_lossy());
        let bytes = unpack(file, &path, context.limits.max_unpacked_bytes)?;
        let head = File::open(&path)
            .and_then(head_of)
            .map_err(|e| IngestError::unreadable(&path, &e))?;
        if head.starts_with(&MAGIC) {
            return Err(IngestError::UnknownFormat {
                path: file.shown.clone(),
                found: Foreign::CompressedTwice,
            }
            .into());
        }
        let inner = InputFile {
            written: file.written,
            path,
            shown: file.shown.clone(),
            bytes,
            head,
        };
        inner.open(context)
    }
}

/// The name without `.gz`.
fn inner_name(path: &Path) -> PathBuf {
    match path.extension() {
        Some(extension) if extension.eq_ignore_ascii_case("gz") => path.with_extension(""),
        _ => path.to_path_buf(),
    }
}

fn unpacked(path: &Path) -> std::io::Result<MultiGzDecoder<BufReader<File>>> {
    Ok(MultiGzDecoder::new(BufReader::with_capacity(CHUNK, File::open(path)?)))
}

fn head_of(input: impl Read) -> std::io::Result<Vec<u8>> {
    let mut head = Vec::new();
    input.take(HEAD_BYTES).read_to_end(&mut head)?;
    Ok(head)
}

/// Unpacks `file` to `to`; its size.
fn unpack(file: &InputFile, to: &Path, most: u64) -> Result<u64, IngestError> {
    // What is too large is refused before any of it is on the disk.
    passed(file, most, |_| Ok(()))?;
    let unwritable = |e: std::io::Error| IngestError::unwritable(to, &e);
    let mut out = File::create(to).map_err(unwritable)?;
    passed(file, most, |piece| out.write_all(piece).map_err(unwritable))
}

/// Hands what is in `file` to `take`, piece by piece; how much it is.
fn passed(
    file: &InputFile,
    most: u64,
    mut take: impl FnMut(&[u8]) -> Result<(), IngestError>,
) -> Result<u64, IngestError> {
    let mut input = unpacked(&file.path).map_err(|e| IngestError::unreadable(&file.shown, &e))?;
    let (mut chunk, mut bytes) = (vec![0; CHUNK], 0);
    loop {
        let read = match input.read(&mut chunk) {
            Ok(0) => return Ok(bytes),
            Ok(read) => read,
            Err(e) if e.kind() == ErrorKind::Interrupted => continue,
            Err(e) => return Err(damaged(file, &e)),
        };
        bytes += read as u64;
        if bytes > most {
            return Err(Limit::UnpackedBytes(most).passed_by(&file.shown));
        }
        take(&chunk[..read])?;
    }
}

fn damaged(file: &InputFile, error: &std::io::Error) -> IngestError {
    let reason = match error.kind() {
        ErrorKind::UnexpectedEof => say!("errors.damaged.gzip_cut"),
        ErrorKind::InvalidInput | ErrorKind::InvalidData => {
            say!("errors.damaged.gzip_wrong", detail = error.to_string())
        }
        _ => return IngestError::unreadable(&file.shown, error),
    };
    IngestError::damaged(&file.shown, reason)
}
