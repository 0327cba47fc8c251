//! The records of an old workbook (BIFF5 and BIFF8): numbered pieces of bytes one after the other, and the texts in them.
//!
//! Nothing is believed: every length is held against the bytes that are there.

use encoding_rs::Encoding;

use crate::message::messages;

/// Kinds of records that matter here.
pub mod kind {
    pub const FORMULA: u16 = 0x0006;
    pub const END: u16 = 0x000A;
    pub const DATE_MODE: u16 = 0x0022;
    pub const FILE_PASS: u16 = 0x002F;
    pub const CONTINUE: u16 = 0x003C;
    pub const CODE_PAGE: u16 = 0x0042;
    pub const UNCOMPUTED: u16 = 0x005E;
    pub const BOUND_SHEET: u16 = 0x0085;
    pub const MUL_RK: u16 = 0x00BD;
    pub const RICH_STRING: u16 = 0x00D6;
    pub const CELL_FORMAT: u16 = 0x00E0;
    pub const MERGED: u16 = 0x00E5;
    pub const SHARED_TEXTS: u16 = 0x00FC;
    pub const SHARED_TEXT: u16 = 0x00FD;
    pub const NUMBER: u16 = 0x0203;
    pub const LABEL: u16 = 0x0204;
    pub const BOOL_OR_ERROR: u16 = 0x0205;
    pub const FORMULA_TEXT: u16 = 0x0207;
    pub const ARRAY: u16 = 0x0221;
    pub const TABLE: u16 = 0x0236;
    pub const RK: u16 = 0x027E;
    pub const FORMAT: u16 = 0x041E;
    pub const SHARED_FORMULA: u16 = 0x04BC;
    pub const BEGIN: u16 = 0x0809;
}

messages! {
    "errors.damaged"
    /// What is wrong with the bytes.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum Broken {
        /// They end too early.
        Cut,
        /// A number in them points nowhere.
        DanglingReference,
        /// They are not text in the code page the workbook names.
        Undecodable(page: u16),
        /// Sheets that share their bytes.
        Overlap,
        /// A version nobody writes any more.
        TooOld,
    }
}

/// The bytes at `at`.
pub fn bytes<const N: usize>(data: &[u8], at: usize) -> Result<[u8; N], Broken> {
    let end = at.checked_add(N).ok_or(Broken::Cut)?;
    let found = data.get(at..end).ok_or(Broken::Cut)?;
    found.try_into().map_err(|_| Broken::Cut)
}

/// The number in two bytes at `at`.
pub fn short(data: &[u8], at: usize) -> Result<u16, Broken> {
    bytes(data, at).map(u16::from_le_bytes)
}

/// The number in four bytes at `at`.
pub fn long(data: &[u8], at: usize) -> Result<u32, Broken> {
    bytes(data, at).map(u32::from_le_bytes)
}

/// One record.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// See [`kind`].
    pub kind: u16,
    pub data: &'a [u8],
    pub at: usize,
}

/// The records from a place on.
#[derive(Clone, Debug)]
pub struct Records<'a> {
    stream: &'a [u8],
    /// Where the next one begins.
    pub at: usize,
}

impl<'a> Records<'a> {
    /// Those of `stream` from `at` on.
    pub fn from(stream: &'a [u8], at: usize) -> Self {
        Self { stream, at }
    }

    /// The next one, which must be there: it is the task of an end record to say that there is no more.
    pub fn next(&mut self) -> Result<Record<'a>, Broken> {
        let (kind, length) = (short(self.stream, self.at)?, short(self.stream, self.at + 2)?);
        let begin = self.at + 4;
        let end = begin + usize::from(length);
        let data = self.stream.get(begin..end).ok_or(Broken::Cut)?;
        let at = std::mem::replace(&mut self.at, end);
        Ok(Record { kind, data, at })
    }

    /// The bytes of `record`, the last one read, and those of the records that continue it.
    pub fn pieces(&mut self, record: &Record<'a>) -> Pieces<'a> {
        let mut pieces = vec![record.data];
        while let Ok(next) = self.clone().next()
            && next.kind == kind::CONTINUE
        {
            pieces.push(next.data);
            self.at = next.at + 4 + next.data.len();
        }
        Pieces {
            all: pieces,
            piece: 0,
            at: 0,
        }
    }
}

/// How texts are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// True for UTF-16 (BIFF8), false for bytes of a code page.
    pub is_unicode: bool,
    /// The code page, if the workbook names one.
    pub code_page: Option<u16>,
}

/// The bytes of one record that is continued in others.
pub struct Pieces<'a> {
    all: Vec<&'a [u8]>,
    piece: usize,
    at: usize,
}

impl<'a> Pieces<'a> {
    /// Goes to the next piece at the end of one; what is left of it.
    fn rest(&mut self) -> Result<&'a [u8], Broken> {
        loop {
            let piece = self.all.get(self.piece).ok_or(Broken::Cut)?;
            match piece.get(self.at..) {
                Some(rest) if !rest.is_empty() => return Ok(rest),
                _ => {
                    self.piece += 1;
                    self.at = 0;
                }
            }
        }
    }

    fn byte(&mut self) -> Result<u8, Broken> {
        let byte = self.rest()?[0];
        self.at += 1;
        Ok(byte)
    }

    /// A number in two bytes.
    pub fn short(&mut self) -> Result<u16, Broken> {
        Ok(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    /// A number in four bytes.
    pub fn long(&mut self) -> Result<u32, Broken> {
        Ok(u32::from(self.short()?) | u32::from(self.short()?) << 16)
    }

    /// Passes over some bytes.
    pub fn skip(&mut self, mut count: usize) -> Result<(), Broken> {
        while count > 0 {
            let step = self.rest()?.len().min(count);
            self.at += step;
            count -= step;
        }
        Ok(())
    }

    /// A text that begins with its length, in one byte or two.
    pub fn text(&mut self, script: Script, is_length_short: bool) -> Result<String, Broken> {
        let length = usize::from(if is_length_short {
            u16::from(self.byte()?)
        } else {
            self.short()?
        });
        if script.is_unicode {
            return self.unicode(length);
        }
        let mut found = Vec::with_capacity(length);
        for _ in 0..length {
            found.push(self.byte()?);
        }
        decode(&found, script.code_page)
    }

    /// UTF-16, of which the upper bytes are left out where all are zero; each piece decides anew. Behind the characters
    /// stands how they look and how they are pronounced.
    fn unicode(&mut self, length: usize) -> Result<String, Broken> {
        if length == 0 && self.rest().is_err() {
            return Ok(String::new());
        }
        let flags = self.byte()?;
        let runs = if flags & 8 == 0 { 0 } else { usize::from(self.short()?) };
        let sounds = if flags & 4 == 0 { 0 } else { self.long()? };
        let (mut units, mut is_wide) = (Vec::with_capacity(length), flags & 1 == 1);
        while units.len() < length {
            if self.at >= self.all[self.piece].len() {
                self.rest()?;
                is_wide = self.byte()? & 1 == 1;
            }
            if is_wide {
                let low = self.byte()?;
                let high = self.all[self.piece].get(self.at).ok_or(Broken::Cut)?;
                self.at += 1;
                units.push(u16::from_le_bytes([low, *high]));
            } else {
                units.push(u16::from(self.byte()?));
            }
        }
        self.skip(4 * runs)?;
        self.skip(usize::try_from(sounds).map_err(|_| Broken::Cut)?)?;
        String::from_utf16(&units).map_err(|_| Broken::Undecodable(1200))
    }
}

/// Text in a code page, by its number in Windows. Where none is named, it is UTF-8 or else Chinese.
fn decode(bytes: &[u8], page: Option<u16>) -> Result<String, Broken> {
    if bytes.is_ascii() {
        return Ok(String::from_utf8_lossy(bytes).into_owned());
    }
    let encodings: &[&'static Encoding] = match page {
        None | Some(0) => &[encoding_rs::UTF_8, encoding_rs::GB18030],
        Some(936 | 10_008 | 54_936) => &[encoding_rs::GB18030],
        Some(950 | 10_002) => &[encoding_rs::BIG5],
        Some(932 | 10_001) => &[encoding_rs::SHIFT_JIS],
        Some(949 | 10_003) => &[encoding_rs::EUC_KR],
        Some(874) => &[encoding_rs::WINDOWS_874],
        Some(1250) => &[encoding_rs::WINDOWS_1250],
        Some(1251) => &[encoding_rs::WINDOWS_1251],
        Some(1252 | 32_769) => &[encoding_rs::WINDOWS_1252],
        Some(10_000 | 32_768) => &[encoding_rs::MACINTOSH],
        Some(65_001) => &[encoding_rs::UTF_8],
        Some(_) => &[],
    };
    let decoded = encodings
        .iter()
        .find_map(|encoding| encoding.decode_without_bom_handling_and_without_replacement(bytes));
    decoded
        .map(std::borrow::Cow::into_owned)
        .ok_or(Broken::Undecodable(page.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len()).unwrap();
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
    }

    fn texts(pieces: &[&[u8]], count: usize, script: Script) -> Result<Vec<String>, Broken> {
        let mut pieces = Pieces {
            all: pieces.to_vec(),
            piece: 0,
            at: 0,
        };
        (0..count).map(|_| pieces.text(script, false)).collect()
    }

    #[test]
    fn records_follow_each_other_and_must_be_whole() {
        let stream = [
            record(kind::SHARED_TEXTS, b"ab"),
            record(kind::CONTINUE, b"c"),
            record(kind::END, b""),
        ]
        .concat();
        let mut records = Records::from(&stream, 0);
        let first = records.next().unwrap();
        let mut pieces = records.pieces(&first);
        assert_eq!(pieces.skip(3), Ok(()));
        assert_eq!(pieces.byte(), Err(Broken::Cut));
        assert_eq!(records.next().unwrap().kind, kind::END);
        assert_eq!(records.next().unwrap_err(), Broken::Cut);
        assert_eq!(Records::from(&stream[..5], 0).next().unwrap_err(), Broken::Cut);
    }

    #[test]
    fn texts_go_on_in_the_next_piece_in_their_own_width() {
        let unicode = Script {
            is_unicode: true,
            code_page: None,
        };
        // Narrow, then wide after the break; formatting runs are passed over, wherever they break.
        let pieces: [&[u8]; 3] = [
            &[4, 0, 8, 1, 0, b'a', b'b'],
            &[1, 0x9B, 0x6B, b'd', 0, 9],
            &[9, 9, 9, 1, 0, 0, b'x'],
        ];
        assert_eq!(texts(&pieces, 2, unicode).unwrap(), ["ab殛d", "x"]);
        assert_eq!(
            texts(&[&[2, 0, 1, 0x00, 0xD8, b'a', 0]], 1, unicode),
            Err(Broken::Undecodable(1200))
        );
        assert_eq!(texts(&[&[9, 0, 0, b'a']], 1, unicode), Err(Broken::Cut));
    }

    #[test]
    fn texts_in_code_pages_are_decoded_strictly() {
        let script = |page| Script {
            is_unicode: false,
            code_page: page,
        };
        let gbk: &[u8] = &[4, 0, 0xB1, 0xA3, 0xB5, 0xA5];
        assert_eq!(texts(&[gbk], 1, script(Some(936))).unwrap(), ["保单"]);
        assert_eq!(texts(&[gbk], 1, script(None)).unwrap(), ["保单"]);
        assert_eq!(texts(&[gbk], 1, script(Some(437))), Err(Broken::Undecodable(437)));
        assert_eq!(
            texts(&[&[1, 0, 0xFF]], 1, script(Some(936))),
            Err(Broken::Undecodable(936))
        );
        assert_eq!(texts(&[&[1, 0, b'a']], 1, script(Some(437))).unwrap(), ["a"]);
    }
}
