//! Formats that are not read: what they are called and what to do with such a file.

use crate::message::{Message, say};

/// A format that is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// A web page with its pictures in one file.
    WebArchive,
    /// A workbook in Excel's binary format.
    BinaryWorkbook,
    /// A spreadsheet of `OpenDocument`, packed or flat.
    OpenSpreadsheet,
    /// Another document of that family.
    OpenDocument,
    /// Apple Numbers, Pages and Keynote write the same package.
    Numbers,
    Word,
    /// Slides.
    Slides,
    /// PDF.
    Pdf,
    Picture,
    /// Formatted text.
    RichText,
    Database,
    /// Files packed together.
    Archive,
    /// A container of no known kind.
    OldDocument,
    /// Packed by gzip once more.
    CompressedTwice,
    Unknown,
}

impl Foreign {
    /// Its name, for `... is {name}`.
    pub fn name(self) -> &'static str {
        match self {
            Self::WebArchive => "a web archive (MHTML)",
            Self::BinaryWorkbook => "a binary workbook (XLSB)",
            Self::OpenSpreadsheet => "an OpenDocument spreadsheet (ODS)",
            Self::OpenDocument => "an OpenDocument file",
            Self::Numbers => "a Numbers (Apple iWork) document",
            Self::Word => "a Word document",
            Self::Slides => "a presentation",
            Self::Pdf => "a PDF document",
            Self::Picture => "a picture",
            Self::RichText => "a rich text document (RTF)",
            Self::Database => "a database file",
            Self::Archive => "an archive or a document",
            Self::OldDocument => "an old document",
            Self::CompressedTwice => "compressed twice",
            Self::Unknown => "of an unknown format",
        }
    }

    /// True if people keep tables in it: such a file is refused, not passed over.
    pub fn holds_tables(self) -> bool {
        matches!(
            self,
            Self::WebArchive | Self::BinaryWorkbook | Self::OpenSpreadsheet | Self::Numbers
        )
    }

    /// What to do.
    pub fn hint(self) -> Message {
        match self {
            Self::WebArchive | Self::BinaryWorkbook | Self::OpenSpreadsheet | Self::Numbers => {
                say!("errors.ingest.unknown_format.save_as_workbook")
            }
            Self::OpenDocument
            | Self::Word
            | Self::Slides
            | Self::Pdf
            | Self::Picture
            | Self::RichText
            | Self::Database => say!("errors.ingest.unknown_format.export_table"),
            Self::Archive => say!("errors.ingest.unknown_format.unpack"),
            Self::OldDocument | Self::CompressedTwice | Self::Unknown => say!("errors.ingest.unknown_format.see_list"),
        }
    }
}
