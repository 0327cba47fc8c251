//! Bytes to UTF-8: which encoding a file is in, decided strictly, and its fingerprint.
//!
//! UTF-8 and UTF-16 (with or without a byte order mark) and GB18030 are known. Bytes that fit none are an error with
//! their offset; nothing is ever replaced. A file that is UTF-8 already is not copied. Files are read as a stream, so
//! memory does not grow with them.

use std::fs::File;
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

use encoding_rs::{Decoder, DecoderResult};
use sha2::{Digest, Sha256};

use super::encoding::Encoding;
use super::error::IngestError;
use crate::digest::hex;

const CHUNK: usize = 1 << 18;

/// So many characters of three or more bytes before the first wrong byte say that a file was meant to be UTF-8: text
/// in GB18030 practically never forms them.
const SURELY_UTF8: usize = 4;

/// SHA-256 of a file's bytes as lower-case hexadecimal digits.
pub fn fingerprint(path: &Path) -> Result<String, IngestError> {
    let mut hash = Sha256::new();
    for_each_chunk(path, |chunk| hash.update(chunk))?;
    Ok(hex(&hash.finalize()))
}

/// The encoding of a file of text, found by reading all of it.
pub fn detect(path: &Path) -> Result<Encoding, IngestError> {
    let mut probe = Probe::default();
    for_each_chunk(path, |chunk| probe.feed(chunk))?;
    probe.finish().map_err(|fault| fault.at(path))
}

/// Writes the text of `from` to `to` in UTF-8, without a byte order mark.
pub fn transcode(from: &Path, encoding: Encoding, to: &Path) -> Result<(), IngestError> {
    let mut out = BufWriter::new(File::create(to).map_err(|e| IngestError::unwritable(to, &e))?);
    let mut transcoder = Transcoder::new(encoding);
    let mut failed = None;
    for_each_chunk(from, |chunk| {
        if failed.is_none() {
            failed = transcoder.feed(chunk, false, &mut out).err();
        }
    })?;
    let outcome = match failed {
        Some(failure) => Err(failure),
        None => transcoder.feed(&[], true, &mut out),
    };
    outcome.map_err(|failure| match failure {
        Failure::Text(fault) => fault.at(from),
        Failure::Io(error) => IngestError::unwritable(to, &error),
    })?;
    out.flush().map_err(|e| IngestError::unwritable(to, &e))
}

/// The byte by which DOS, and programs older still, end a text.
const END_MARK: u8 = 0x1A;

/// The length of a text in UTF-8 without the marks that end it, with or without line ends behind them; `None` if it has
/// none. A file may be filled up with them to the end of a block.
pub fn length_before_end_mark(path: &Path) -> Result<Option<u64>, IngestError> {
    let unreadable = |e: std::io::Error| IngestError::unreadable(path, &e);
    let mut file = File::open(path).map_err(unreadable)?;
    let mut end = file.metadata().map_err(unreadable)?.len();
    let (mut found, mut buffer) = (None, vec![0; 4096]);
    while end > 0 {
        let start = end.saturating_sub(buffer.len() as u64);
        let size = usize::try_from(end - start).unwrap_or_default();
        file.seek(SeekFrom::Start(start)).map_err(unreadable)?;
        file.read_exact(&mut buffer[..size]).map_err(unreadable)?;
        for (at, byte) in buffer[..size].iter().enumerate().rev() {
            match *byte {
                END_MARK => found = Some(start + at as u64),
                b'\r' | b'\n' => {}
                _ => return Ok(found),
            }
        }
        end = start;
    }
    Ok(found)
}

fn for_each_chunk(path: &Path, mut feed: impl FnMut(&[u8])) -> Result<(), IngestError> {
    let mut file = File::open(path).map_err(|e| IngestError::unreadable(path, &e))?;
    let mut buffer = vec![0; CHUNK];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(read) => feed(&buffer[..read]),
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(IngestError::unreadable(path, &e)),
        }
    }
}

/// What is wrong with the bytes, and where.
#[derive(Debug, PartialEq, Eq)]
enum Fault {
    Empty,
    Nul(u64),
    Undecodable(Encoding, u64),
}

impl Fault {
    fn at(&self, path: &Path) -> IngestError {
        let path = path.to_path_buf();
        match *self {
            Self::Empty => IngestError::EmptyFile { path },
            Self::Nul(offset) => IngestError::NulByte { path, offset },
            Self::Undecodable(encoding, offset) => IngestError::Undecodable { path, encoding, offset },
        }
    }
}

/// Collects what the choice of the encoding needs, in one pass.
#[derive(Default)]
struct Probe {
    head: Vec<u8>,
    seen: u64,
    first_nul: Option<u64>,
    /// Bytes of a character cut by the end of a chunk.
    carry: Vec<u8>,
    wrong_utf8: Option<u64>,
    wide: usize,
}

impl Probe {
    const HEAD: usize = 4096;

    fn feed(&mut self, chunk: &[u8]) {
        let room = Self::HEAD.saturating_sub(self.head.len()).min(chunk.len());
        self.head.extend_from_slice(&chunk[..room]);
        if self.first_nul.is_none() && chunk.contains(&0) {
            self.first_nul = chunk.iter().position(|b| *b == 0).map(|at| self.seen + at as u64);
        }
        self.check_utf8(chunk);
        self.seen += chunk.len() as u64;
    }

    fn check_utf8(&mut self, chunk: &[u8]) {
        if self.wrong_utf8.is_some() {
            return;
        }
        let start = self.seen - self.carry.len() as u64;
        let joined;
        let bytes = if self.carry.is_empty() {
            chunk
        } else {
            joined = [self.carry.as_slice(), chunk].concat();
            &joined
        };
        let valid = match std::str::from_utf8(bytes) {
            Ok(_) => bytes.len(),
            Err(error) => {
                if error.error_len().is_some() {
                    self.wrong_utf8 = Some(start + error.valid_up_to() as u64);
                }
                error.valid_up_to()
            }
        };
        if self.wide < SURELY_UTF8 && !bytes.is_ascii() {
            self.wide += bytes[..valid].iter().filter(|b| **b >= 0xE0).take(SURELY_UTF8).count();
        }
        self.carry = bytes[valid..].to_vec();
    }

    fn finish(mut self) -> Result<Encoding, Fault> {
        if self.seen == 0 {
            return Err(Fault::Empty);
        }
        if self.wrong_utf8.is_none() && !self.carry.is_empty() {
            self.wrong_utf8 = Some(self.seen - self.carry.len() as u64);
        }
        let has_mark = match self.head[..] {
            [0xFF, 0xFE, ..] => return Ok(Encoding::Utf16Le),
            [0xFE, 0xFF, ..] => return Ok(Encoding::Utf16Be),
            [0xEF, 0xBB, 0xBF, ..] => true,
            _ => false,
        };
        if let Some(encoding) = unmarked_utf16(&self.head) {
            return Ok(encoding);
        }
        if let Some(offset) = self.first_nul {
            return Err(Fault::Nul(offset));
        }
        match self.wrong_utf8 {
            None => Ok(Encoding::Utf8),
            Some(offset) if has_mark || self.wide >= SURELY_UTF8 => Err(Fault::Undecodable(Encoding::Utf8, offset)),
            Some(_) => Ok(Encoding::Gb18030),
        }
    }
}

/// UTF-16 without a mark shows by zero bytes that all stand on the same side, as delimiters and digits have one.
fn unmarked_utf16(head: &[u8]) -> Option<Encoding> {
    let zeros = |parity: usize| head.iter().skip(parity).step_by(2).filter(|b| **b == 0).count();
    let enough = head.len() / 16 + 2;
    match (zeros(0), zeros(1)) {
        (0, odd) if odd >= enough => Some(Encoding::Utf16Le),
        (even, 0) if even >= enough => Some(Encoding::Utf16Be),
        _ => None,
    }
}

enum Failure {
    Text(Fault),
    Io(std::io::Error),
}

struct Transcoder {
    encoding: Encoding,
    decoder: Decoder,
    consumed: u64,
    buffer: Vec<u8>,
}

impl Transcoder {
    fn new(encoding: Encoding) -> Self {
        Self {
            encoding,
            decoder: encoding.decoder(),
            consumed: 0,
            buffer: vec![0; 3 * CHUNK],
        }
    }

    fn feed(&mut self, mut input: &[u8], last: bool, out: &mut impl Write) -> Result<(), Failure> {
        loop {
            let (result, read, written) =
                self.decoder
                    .decode_to_utf8_without_replacement(input, &mut self.buffer, last);
            self.consumed += read as u64;
            let text = &self.buffer[..written];
            if let Some(at) = text.iter().position(|b| *b == 0) {
                // Only UTF-16 comes here with one: counted back from the end of what has been read, two bytes a unit.
                let rest = String::from_utf8_lossy(&text[at..]).encode_utf16().count() as u64;
                return Err(Failure::Text(Fault::Nul(self.consumed.saturating_sub(2 * rest))));
            }
            out.write_all(text).map_err(Failure::Io)?;
            match result {
                DecoderResult::InputEmpty => return Ok(()),
                DecoderResult::OutputFull => input = &input[read..],
                DecoderResult::Malformed(bad, after) => {
                    let back = u64::from(bad) + u64::from(after);
                    let offset = self.consumed.saturating_sub(back);
                    return Err(Failure::Text(Fault::Undecodable(self.encoding, offset)));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::GB18030;
    use proptest::prelude::*;

    use super::*;

    fn probe(bytes: &[u8], size: usize) -> Result<Encoding, Fault> {
        let mut probe = Probe::default();
        bytes.chunks(size).for_each(|chunk| probe.feed(chunk));
        probe.finish()
    }

    fn decode(bytes: &[u8], encoding: Encoding, size: usize) -> Result<String, Fault> {
        let (mut transcoder, mut out) = (Transcoder::new(encoding), Vec::new());
        for chunk in bytes.chunks(size).chain([&[] as &[u8]]) {
            match transcoder.feed(chunk, chunk.is_empty(), &mut out) {
                Ok(()) => {}
                Err(Failure::Text(fault)) => return Err(fault),
                Err(Failure::Io(error)) => panic!("{error}"),
            }
        }
        Ok(String::from_utf8(out).unwrap())
    }

    fn utf16(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn each_encoding_is_known_however_the_bytes_arrive() {
        let text = "保单号,应收日期\n860082365294899263,2026-03-05\n";
        let gb = GB18030.encode(text).0.into_owned();
        for size in [1, 2, 3, 7, 4096] {
            assert_eq!(probe(text.as_bytes(), size), Ok(Encoding::Utf8));
            assert_eq!(probe(&gb, size), Ok(Encoding::Gb18030));
            assert_eq!(probe(&utf16(text), size), Ok(Encoding::Utf16Le));
            assert_eq!(probe(&utf16(&format!("\u{feff}{text}")), size), Ok(Encoding::Utf16Le));
            assert_eq!(decode(&gb, Encoding::Gb18030, size).unwrap(), text);
            assert_eq!(
                decode(&utf16(&format!("\u{feff}{text}")), Encoding::Utf16Le, size).unwrap(),
                text
            );
        }
    }

    #[test]
    fn a_wrong_byte_is_told_with_its_offset() {
        let mut broken = "团队,机构,区域\n".as_bytes().to_vec();
        let offset = broken.len() as u64;
        broken.extend_from_slice(b"\xff,a\n");
        assert_eq!(probe(&broken, 5), Err(Fault::Undecodable(Encoding::Utf8, offset)));

        let mut gb = GB18030.encode("团队,机构").0.into_owned();
        let offset = gb.len() as u64;
        gb.extend_from_slice(b"\xff\xff\n");
        for size in [1, 4, 100] {
            assert_eq!(
                decode(&gb, Encoding::Gb18030, size),
                Err(Fault::Undecodable(Encoding::Gb18030, offset))
            );
        }
    }

    #[test]
    fn no_bytes_and_zero_bytes_are_errors() {
        assert_eq!(probe(b"", 1), Err(Fault::Empty));
        assert_eq!(probe(b"a,b\n1,2\n3,\0\n", 4), Err(Fault::Nul(10)));
    }

    #[test]
    fn the_mark_that_ends_a_text_is_found_at_its_end_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        for (text, length) in [
            (&b"a\nb\n"[..], None),
            (b"a\x1ab\n", None),
            (b"a\n\x1a", Some(2)),
            (b"a\r\n\x1a\r\n", Some(3)),
            (b"a\x1a\x1a", Some(1)),
            (b"\x1a", Some(0)),
            (b"", None),
        ] {
            std::fs::write(&path, text).unwrap();
            assert_eq!(length_before_end_mark(&path).unwrap(), length, "{text:?}");
        }
        std::fs::write(&path, [&b"a\n"[..], &[END_MARK; 9000]].concat()).unwrap();
        assert_eq!(length_before_end_mark(&path).unwrap(), Some(2));
    }

    proptest! {
        /// Any bytes are decoded or refused, and the size of the pieces makes no difference.
        #[test]
        fn any_bytes_are_decoded_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200), size in 1_usize..9) {
            prop_assert_eq!(probe(&bytes, size), probe(&bytes, 4096));
            for encoding in [Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Gb18030] {
                prop_assert_eq!(decode(&bytes, encoding, size).ok(), decode(&bytes, encoding, 4096).ok());
            }
        }

        #[test]
        fn what_gb18030_wrote_is_read_back(text in "[\u{4e00}-\u{9fa5}，。（）a-z0-9,]{0,80}", size in 1_usize..9) {
            let bytes = GB18030.encode(&text).0.into_owned();
            prop_assert_eq!(decode(&bytes, Encoding::Gb18030, size), Ok(text));
        }
    }
}
