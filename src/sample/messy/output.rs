//! Text on its way into a file: encoded, and compressed where that is wanted.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use encoding_rs::GB18030;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::plan::Encoding;
use crate::diagnostic::Result;
use crate::sample::SampleError;

/// A file of text being written.
pub(super) struct Output {
    path: PathBuf,
    encoding: Encoding,
    target: Target,
}

enum Target {
    Plain(BufWriter<File>),
    // Its header holds no name and no time: the same text gives the same bytes.
    Gzip(Box<GzEncoder<BufWriter<File>>>),
}

impl Output {
    /// Creates the file; a byte order mark is written where the encoding has one.
    pub fn create(path: &Path, encoding: Encoding, gzip: bool) -> Result<Self> {
        let file = File::create(path).map_err(|e| SampleError::unwritable(path, &e))?;
        let plain = BufWriter::new(file);
        let mut output = Self {
            path: path.to_path_buf(),
            encoding,
            target: if gzip {
                Target::Gzip(Box::new(GzEncoder::new(plain, Compression::default())))
            } else {
                Target::Plain(plain)
            },
        };
        if matches!(encoding, Encoding::Utf8Bom | Encoding::Utf16Le | Encoding::Utf16Be) {
            output.write("\u{feff}")?;
        }
        Ok(output)
    }

    /// Adds `text`.
    pub fn write(&mut self, text: &str) -> Result<()> {
        let outcome = match self.encoding {
            Encoding::Utf8 | Encoding::Utf8Bom => self.bytes(text.as_bytes()),
            Encoding::Gb18030 => self.bytes(&GB18030.encode(text).0),
            Encoding::Utf16Le => self.bytes(&text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()),
            Encoding::Utf16Be => self.bytes(&text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>()),
        };
        outcome.map_err(|e| SampleError::unwritable(&self.path, &e).into())
    }

    /// Ends the file.
    pub fn finish(self) -> Result<()> {
        let outcome = match self.target {
            Target::Plain(mut plain) => plain.flush(),
            Target::Gzip(gzip) => gzip.finish().and_then(|mut plain| plain.flush()),
        };
        outcome.map_err(|e| SampleError::unwritable(&self.path, &e).into())
    }

    fn bytes(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        match &mut self.target {
            Target::Plain(plain) => plain.write_all(bytes),
            Target::Gzip(gzip) => gzip.write_all(bytes),
        }
    }
}
