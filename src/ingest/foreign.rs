//! Formats that are not read: what they are called and what to do with such a file.

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

/// What can be done with it.
enum Advice {
    SaveAsWorkbook,
    ExportTable,
    Unpack,
    SeeList,
}

impl Foreign {
    /// Its name in English, for `... is {name}`.
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

    /// The same in Chinese.
    fn name_in_chinese(self) -> &'static str {
        match self {
            Self::WebArchive => "单个文件网页（MHTML）",
            Self::BinaryWorkbook => "二进制工作簿（XLSB）",
            Self::OpenSpreadsheet => "OpenDocument 电子表格（ODS）",
            Self::OpenDocument => "OpenDocument 文档",
            Self::Numbers => "Numbers（Apple iWork）文档",
            Self::Word => "Word 文档",
            Self::Slides => "演示文稿",
            Self::Pdf => "PDF 文档",
            Self::Picture => "图片",
            Self::RichText => "RTF 文档",
            Self::Database => "数据库文件",
            Self::Archive => "压缩包或文档",
            Self::OldDocument => "旧版文档",
            Self::CompressedTwice => "重复压缩的文件",
            Self::Unknown => "",
        }
    }

    /// True if people keep tables in it: such a file is refused, not passed over.
    pub fn holds_tables(self) -> bool {
        matches!(
            self,
            Self::WebArchive | Self::BinaryWorkbook | Self::OpenSpreadsheet | Self::Numbers
        )
    }

    /// What to do, in both languages.
    pub fn hints(self) -> Vec<String> {
        let (english, chinese) = match self.advice() {
            Advice::SaveAsWorkbook => ("open it and save it as XLSX", "请打开后另存为 XLSX 工作簿（.xlsx）"),
            Advice::ExportTable => (
                "export its table as XLSX or CSV from the program it came from",
                "请从来源系统将表格导出为 XLSX 或 CSV",
            ),
            Advice::Unpack => (
                "unpack it and load the files in it",
                "若为压缩包，请先解压，再载入其中的文件",
            ),
            Advice::SeeList => (
                "CSV, TSV, XLSX, XLS, HTML tables, Parquet, JSON and JSON Lines are loaded, each also compressed by gzip",
                "可载入 CSV、TSV、XLSX、XLS、HTML 表格、Parquet、JSON 和 JSON Lines，以及经 gzip 压缩的上述文件",
            ),
        };
        let chinese = match self.name_in_chinese() {
            "" => chinese.to_owned(),
            name => format!("{name}：{chinese}"),
        };
        vec![english.to_owned(), chinese]
    }

    fn advice(self) -> Advice {
        match self {
            Self::WebArchive | Self::BinaryWorkbook | Self::OpenSpreadsheet | Self::Numbers => Advice::SaveAsWorkbook,
            Self::OpenDocument
            | Self::Word
            | Self::Slides
            | Self::Pdf
            | Self::Picture
            | Self::RichText
            | Self::Database => Advice::ExportTable,
            Self::Archive => Advice::Unpack,
            Self::OldDocument | Self::CompressedTwice | Self::Unknown => Advice::SeeList,
        }
    }
}
