//! What messy files are called and look like, read from `queries/sample/messy/files.toml`.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::contract::{Contract, Kind, Table};
use crate::diagnostic::{Place, Result};
use crate::library::{Library, Source};
use crate::message::{Message, Say, say};
use crate::sample::{Format, Options, SampleError, Written};

const FILES: &str = "queries/sample/messy/files.toml";

/// All files of a messy sample.
pub(in crate::sample) struct Plan {
    /// One per table, in the contract's order.
    pub(super) files: Vec<File>,
    pub(super) options: Options,
}

/// One file.
pub(super) struct File {
    pub table: Table,
    pub name: String,
    pub form: Form,
    pub titles: Vec<String>,
    pub columns: Vec<FileColumn>,
}

/// One column of a file.
#[derive(Clone, Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "facts for a template, each on its own")]
pub(super) struct FileColumn {
    /// `c1`, `c2`, ...
    pub cell: String,
    pub header: String,
    /// The header above it, where headers take two lines.
    pub group: Option<String>,
    /// The column of the table; none for one that is of no use.
    pub name: Option<String>,
    /// What a column of no use says; `#` for numbers.
    pub says: String,
    #[serde(rename = "type")]
    pub kind: Kind,
    pub sql_type: &'static str,
    pub required: bool,
    pub prose: bool,
    pub default: Option<String>,
    pub words: Vec<(String, Vec<String>)>,
    pub scaled: bool,
    pub typed: bool,
}

/// How rows become a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Delimited(Dialect),
    Html { encoding: Encoding },
    Json { one_per_line: bool },
    Workbook,
    Parquet,
}

/// Text with a delimiter between cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    pub encoding: Encoding,
    pub delimiter: char,
    pub line_end: LineEnd,
    pub gzip: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Encoding {
    Utf8,
    Utf8Bom,
    Utf16Le,
    Utf16Be,
    Gb18030,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum LineEnd {
    Lf,
    Crlf,
}

impl Form {
    /// The rows that are no data which can stand in it.
    pub fn noise(self) -> &'static [&'static str] {
        match self {
            Self::Delimited(_) | Self::Html { .. } | Self::Workbook => &["banner", "blank", "header", "total"],
            Self::Json { one_per_line: true } => &["blank"],
            Self::Json { one_per_line: false } | Self::Parquet => &[],
        }
    }

    /// True if it has lines above the rows: titles and headers.
    fn has_head(self) -> bool {
        !matches!(self, Self::Json { .. } | Self::Parquet)
    }

    /// True if headers may take two lines.
    pub fn has_groups(self) -> bool {
        matches!(self, Self::Html { .. } | Self::Workbook)
    }
}

impl File {
    /// True if the headers of this file take two lines.
    pub fn is_grouped(&self) -> bool {
        self.form.has_groups() && self.columns.iter().any(|column| column.group.is_some())
    }

    /// Number of the first line below the headers, as a person counts.
    pub fn first_line(&self) -> u64 {
        if !self.form.has_head() {
            return 1;
        }
        self.titles.len() as u64 + u64::from(self.is_grouped()) + 2
    }
}

/// A section of the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Section {
    name: String,
    titles: Vec<String>,
    csv: TextForm,
    #[serde(default)]
    typed: Vec<String>,
    columns: Vec<Vec<String>>,
}

#[derive(Clone, Deserialize)]
#[serde(tag = "as", rename_all = "snake_case", deny_unknown_fields)]
enum TextForm {
    Delimited {
        encoding: Encoding,
        delimiter: char,
        line_end: LineEnd,
        extension: Option<String>,
        #[serde(default)]
        gzip: bool,
    },
    Html {
        encoding: Encoding,
    },
    Json,
    JsonLines,
}

impl TextForm {
    fn form(&self) -> Form {
        match self {
            Self::Delimited {
                encoding,
                delimiter,
                line_end,
                gzip,
                ..
            } => Form::Delimited(Dialect {
                encoding: *encoding,
                delimiter: *delimiter,
                line_end: *line_end,
                gzip: *gzip,
            }),
            Self::Html { encoding } => Form::Html { encoding: *encoding },
            Self::Json => Form::Json { one_per_line: false },
            Self::JsonLines => Form::Json { one_per_line: true },
        }
    }

    fn extension(&self) -> String {
        match self {
            Self::Delimited { extension, gzip, .. } => {
                let extension = extension.as_deref().unwrap_or("csv");
                format!("{extension}{}", if *gzip { ".gz" } else { "" })
            }
            // As old systems name a web table that a spreadsheet is to open.
            Self::Html { .. } => "xls".to_owned(),
            Self::Json => "json".to_owned(),
            Self::JsonLines => "jsonl".to_owned(),
        }
    }
}

impl Plan {
    /// The files for `options`.
    pub fn load(library: &Library, contract: &Contract, options: Options) -> Result<Self> {
        let source = library.get(FILES)?;
        let wrong = |message: Message, offset: usize| SampleError::Files {
            message,
            place: Box::new(source.place(offset)),
        };
        let mut sections: BTreeMap<String, Section> = toml::from_str(&source.text)
            .map_err(|error: toml::de::Error| wrong(Say::message(&error), error.span().map_or(0, |span| span.start)))?;
        let file = |table: &Table| match sections.remove(&table.name) {
            Some(section) => section.file(table, options, source),
            None => Err(wrong(say!("errors.sample.files.no_section", table = table.name), 0)),
        };
        let files = contract.tables().map(file).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { files, options })
    }

    /// Where everything is to be written.
    pub fn targets(&self, folder: &Path) -> Written {
        Written {
            files: self.files.iter().map(|file| folder.join(&file.name)).collect(),
            // In a folder of its own: a folder that is loaded means the files directly in it.
            rejects: Some(folder.join("expected").join("rejects.csv")),
        }
    }
}

impl Section {
    fn file(self, table: &Table, options: Options, source: &Source) -> Result<File, SampleError> {
        let (form, extension) = match options.format {
            Format::Csv => (self.csv.form(), self.csv.extension()),
            Format::Xlsx => (Form::Workbook, "xlsx".to_owned()),
            Format::Parquet => (Form::Parquet, "parquet".to_owned()),
        };
        let dated = |text: &str| {
            let text = text.replace("{month}", &options.until.to_string());
            text.replace("{until}", &options.until.last_on().to_string())
        };
        let wrong = |message: Message| SampleError::Files {
            message,
            place: Box::new(Place::file(&source.name)),
        };
        let mut columns = Vec::new();
        for (index, column) in self.columns.iter().enumerate() {
            let typed = form == Form::Parquet && column.get(1).is_some_and(|name| self.typed.contains(name));
            let column = file_column(index, column, table, typed);
            columns.push(column.map_err(|wrong_in| {
                wrong(say!(
                    "errors.sample.files.in_table",
                    table = table.name,
                    wrong = wrong_in
                ))
            })?);
        }
        let holds = |name: &String| columns.iter().filter(|c| c.name.as_ref() == Some(name)).count();
        if let Some(column) = table.columns.iter().find(|column| holds(&column.name) != 1) {
            return Err(wrong(say!(
                "errors.sample.files.once",
                table = table.name,
                column = column.name
            )));
        }
        Ok(File {
            table: table.clone(),
            name: format!("{}.{extension}", dated(&self.name)),
            form,
            titles: self.titles.iter().map(|title| dated(title)).collect(),
            columns,
        })
    }
}

fn file_column(index: usize, parts: &[String], table: &Table, typed: bool) -> Result<FileColumn, Message> {
    let (header, holds, group) = match parts {
        [header, holds] => (header, holds, None),
        [header, holds, group] => (header, holds, Some(group.clone())),
        _ => return Err(say!("errors.sample.files.column")),
    };
    let extra = |says: &str, kind: Kind| FileColumn {
        cell: format!("c{}", index + 1),
        header: header.clone(),
        group: group.clone(),
        name: None,
        says: says.to_owned(),
        kind,
        sql_type: kind.sql_type(),
        required: false,
        prose: false,
        default: None,
        words: Vec::new(),
        scaled: false,
        typed: false,
    };
    if holds == "#" {
        return Ok(extra("#", Kind::Integer));
    }
    if let Some(says) = holds.strip_prefix('=') {
        return Ok(extra(says, Kind::Text));
    }
    let column = table
        .column(holds)
        .ok_or_else(|| say!("errors.sample.files.no_column", name = holds.clone()))?;
    let mut words: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (spelling, word) in column.spellings() {
        words.entry(word.to_owned()).or_default().push(spelling.to_owned());
    }
    Ok(FileColumn {
        name: Some(column.name.clone()),
        kind: column.kind,
        sql_type: column.sql_type,
        required: column.required,
        prose: column.prose,
        default: column.default.clone(),
        words: words.into_iter().collect(),
        scaled: header.contains("万元"),
        typed,
        ..extra("", column.kind)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::rows;

    #[test]
    fn the_shipped_plan_fits_the_contract_and_uses_every_form() {
        let library = Library::shipped();
        let contract = rows::contract(&library).unwrap();
        let plan = Plan::load(&library, &contract, Options::default()).unwrap();
        let has = |found: &dyn Fn(Form) -> bool| plan.files.iter().any(|file| found(file.form));
        for encoding in [
            Encoding::Utf8,
            Encoding::Utf8Bom,
            Encoding::Utf16Le,
            Encoding::Utf16Be,
            Encoding::Gb18030,
        ] {
            assert!(
                has(&|form| matches!(form, Form::Delimited(dialect) if dialect.encoding == encoding)),
                "{encoding:?}"
            );
        }
        for delimiter in [',', ';', '\t', '|'] {
            assert!(
                has(&|form| matches!(form, Form::Delimited(dialect) if dialect.delimiter == delimiter)),
                "{delimiter:?}"
            );
        }
        assert!(has(&|form| matches!(form, Form::Delimited(dialect) if dialect.gzip)));
        assert!(has(&|form| matches!(form, Form::Html { .. })));
        for one_per_line in [false, true] {
            assert!(has(&|form| form == Form::Json { one_per_line }));
        }
    }

    #[test]
    fn a_plan_that_does_not_fit_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILES);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let shipped = Library::shipped();
        let text = &shipped.get(FILES).unwrap().text;
        let contract = rows::contract(&shipped).unwrap();
        for (from, to, said) in [
            ("\"team_name\"", "\"team_nam\"", "teams: there is no column `team_nam`"),
            (
                "[\"营业部\", \"team_name\"],",
                "",
                "`teams.team_name` must stand there once",
            ),
            ("[teams]", "[crews]", "there is no section for `teams`"),
            ("as = \"json\"", "as = \"yaml\"", "unknown variant `yaml`"),
        ] {
            std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
            let library = Library::with_overrides(folder.path()).unwrap();
            let error = Plan::load(&library, &contract, Options::default())
                .err()
                .unwrap()
                .to_string();
            assert!(error.contains(said) && error.contains("files.toml"), "{error}");
        }
    }
}
