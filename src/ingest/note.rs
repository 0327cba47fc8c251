//! What was decided about a file and is not obvious: told beside the counts, in the language of the user.

use crate::workspace::Locale;

/// One thing worth a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// A header that means different columns in different exports; its values decided.
    ReadByValues {
        /// As in the file.
        header: String,
        column: String,
    },
    /// Such a header whose values fit no column of the table.
    FitsNoColumn {
        /// As in the file.
        header: String,
        table: String,
    },
    /// A column that several headers mean.
    FirstOfSeveral {
        column: String,
        header: String,
        others: String,
    },
    /// The file was read by a layout.
    Layout {
        /// Its title in Chinese,
        zh: String,
        /// and in English.
        en: String,
        /// Tables it could also feed, had the file their columns.
        left_out: Vec<String>,
    },
    /// The same bytes under another name.
    LoadedAs {
        /// That name.
        path: String,
    },
    /// Columns that the file lacks and known rows keep.
    ColumnsKept { columns: String, rows: u64 },
    /// Ids that were known in another letter case.
    LetterCase {
        column: String,
        cells: u64,
        /// The first of them,
        given: String,
        /// and what it counts as.
        known: String,
    },
    /// Dates with which old exports mean "empty".
    EmptyDates { count: u64 },
    /// Cells right of the last header.
    Beside {
        cells: u64,
        /// The row of the first.
        first_row: u64,
    },
    /// Cells given the value of the one above that they are merged with.
    FilledDown {
        cells: u64,
        /// The row of the first.
        first_row: u64,
    },
    /// A workbook that counts its days from 1904, which a number alone does not show.
    DaysSince1904,
    /// A unit that stands above the headers.
    UnitOfTitle {
        unit: String,
        /// The title that names it.
        title: String,
    },
    /// A sheet that is hidden.
    HiddenSheet { sheet: String },
    /// A sheet that holds no table.
    SheetLeftOut { sheet: String },
}

impl Note {
    /// The sentence.
    pub fn told(&self, locale: Locale) -> String {
        match locale {
            Locale::ZhCn => self.in_chinese(),
            Locale::En => self.in_english(),
        }
    }

    fn in_english(&self) -> String {
        match self {
            Self::ReadByValues { header, column } => {
                format!("`{header}` is read as `{column}`: its values say so")
            }
            Self::FitsNoColumn { header, table } => {
                format!("`{header}` is left out: its values fit no column of `{table}`")
            }
            Self::FirstOfSeveral { column, header, others } => {
                format!("`{column}` is taken from `{header}`, not from {others}")
            }
            Self::Layout { en, left_out, .. } if left_out.is_empty() => format!("read as `{en}`"),
            Self::Layout { en, left_out, .. } => {
                format!("read as `{en}`; it lacks the columns for {}", left_out.join(", "))
            }
            Self::LoadedAs { path } => format!("loaded before as `{path}`"),
            Self::ColumnsKept { columns, rows } => {
                let noun = if *rows == 1 { "row keeps" } else { "rows keep" };
                format!("the file lacks {columns}: {rows} {noun} what is stored (`--empty-missing` empties it)")
            }
            Self::LetterCase {
                column,
                cells,
                given,
                known,
            } => {
                let noun = if *cells == 1 { "id" } else { "ids" };
                format!("{cells} {noun} of `{column}` known in other letter case, first `{given}` as `{known}`")
            }
            Self::EmptyDates { count } => {
                let noun = if *count == 1 { "date" } else { "dates" };
                format!("{count} {noun} of 1970-01-01 or 1900-01-00 taken as empty")
            }
            Self::Beside { cells, first_row } => {
                let noun = if *cells == 1 { "cell" } else { "cells" };
                format!("{cells} {noun} right of the last header left out, first in row {first_row}")
            }
            Self::FilledDown { cells, first_row } => {
                let noun = if *cells == 1 {
                    "merged cell takes"
                } else {
                    "merged cells take"
                };
                format!("{cells} {noun} the value of the cell above, first in row {first_row}")
            }
            Self::DaysSince1904 => {
                "the workbook counts days from 1904, and so are all numbers of its date columns".to_owned()
            }
            Self::UnitOfTitle { unit, title } => format!("amounts are read in {unit}, as the title `{title}` says"),
            Self::HiddenSheet { sheet } => format!("the sheet `{sheet}` is hidden and left out"),
            Self::SheetLeftOut { sheet } => format!("the sheet `{sheet}` holds no table and is left out"),
        }
    }

    fn in_chinese(&self) -> String {
        match self {
            Self::ReadByValues { header, column } => format!("“{header}”按其取值识别为 {column}"),
            Self::FitsNoColumn { header, table } => format!("“{header}”的取值不符合 {table} 的任何列，未使用"),
            Self::FirstOfSeveral { column, header, others } => {
                format!("{column} 取自“{header}”，未用 {others}")
            }
            Self::Layout { zh, left_out, .. } if left_out.is_empty() => format!("按“{zh}”版式读取"),
            Self::Layout { zh, left_out, .. } => {
                format!("按“{zh}”版式读取；缺少以下表所需的列：{}", left_out.join("、"))
            }
            Self::LoadedAs { path } => format!("此前已以 {path} 载入"),
            Self::ColumnsKept { columns, rows } => {
                format!("文件没有列 {columns}：{rows} 行沿用库中原值（用 --empty-missing 清空）")
            }
            Self::LetterCase {
                column,
                cells,
                given,
                known,
            } => format!("{column} 有 {cells} 个代码与已知代码只差大小写，按已知代码处理，如 {given} 即 {known}"),
            Self::EmptyDates { count } => format!("{count} 个 1970-01-01 或 1900-01-00 日期按空值处理"),
            Self::Beside { cells, first_row } => {
                format!("表头右侧的 {cells} 个单元格未读取，首见于第 {first_row} 行")
            }
            Self::FilledDown { cells, first_row } => {
                format!("{cells} 个合并单元格按其上方的值补全，首见于第 {first_row} 行")
            }
            Self::DaysSince1904 => "工作簿以 1904 年为日期起点，日期列中的数字均按此起算".to_owned(),
            Self::UnitOfTitle { unit, title } => format!("金额按标题“{title}”以{unit}为单位读取"),
            Self::HiddenSheet { sheet } => format!("工作表“{sheet}”已隐藏，未读取"),
            Self::SheetLeftOut { sheet } => format!("工作表“{sheet}”不含数据表，未读取"),
        }
    }
}
