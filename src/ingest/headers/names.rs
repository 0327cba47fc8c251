//! All names of all columns, and the table and columns that the headers of a sheet mean by them.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::mapping::{Found, Known, Mapping, Origin};
use super::own::OwnNames;
use super::units::without_unit;
use crate::contract::{Column, Contract, Kind, Table};
use crate::diagnostic::{Result, did_you_mean};
use crate::ingest::aliases::{AliasFile, FOLDER};
use crate::ingest::error::{IngestError, MissingColumn, MissingColumns, NearTable};
use crate::ingest::fold::fold;
use crate::ingest::note::Note;
use crate::ingest::values::{CellReader, Reading};
use crate::library::Library;

/// All names of all columns.
#[derive(Clone)]
pub struct Names<'c> {
    contract: &'c Contract,
    /// Folded header to canonical columns.
    aliases: HashMap<String, Vec<String>>,
    by_values: HashMap<String, Vec<String>>,
    titles: HashSet<String>,
    /// By column, its aliases as they are written.
    written: HashMap<String, Vec<String>>,
    /// What the layout says whose file this is.
    own: OwnNames,
    /// What layouts say of the headers of their files: lines of headers are found by them.
    learnt: HashMap<String, Vec<String>>,
}

/// A header and the values under it, as far as they have been looked at.
#[derive(Clone, Copy, Debug)]
pub struct Heads<'s> {
    /// The headers in file order; empty text for a column without one.
    pub headers: &'s [String],
    /// The first rows, cell by cell in the same order.
    pub sample: &'s [Vec<String>],
}

/// What may stand below a header, in any of the tables that have such a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Role {
    /// Always texts: identifiers, names, codes. A number there is as a person sees it.
    pub is_text: bool,
    /// Amounts, whose unit matters.
    pub is_money: bool,
}

impl<'c> Names<'c> {
    /// Canonical names, titles and all files of aliases.
    pub fn load(library: &Library, contract: &'c Contract) -> Result<Self> {
        let columns = || contract.tables().flat_map(|table| &table.columns);
        let mut names = Self {
            contract,
            aliases: HashMap::new(),
            by_values: HashMap::new(),
            titles: columns().map(|column| fold(&column.zh)).collect(),
            written: HashMap::new(),
            own: OwnNames::default(),
            learnt: HashMap::new(),
        };
        for source in library
            .list(FOLDER, ".toml")
            .filter(|source| source.stem().starts_with("aliases"))
        {
            let file: AliasFile = source.toml()?;
            for (column, headers) in &file.columns {
                let written = names.written.entry(column.clone()).or_default();
                written.extend(headers.iter().cloned());
                for header in headers {
                    names.aliases.insert(fold(header), vec![column.clone()]);
                }
            }
            for (header, columns) in file.by_values {
                names.by_values.insert(fold(&header), columns);
            }
        }
        for column in columns() {
            names.aliases.insert(fold(&column.name), vec![column.name.clone()]);
        }
        Ok(names)
    }

    /// The same names where those of a layout count first.
    pub fn with_own(&self, own: &OwnNames) -> Self {
        Self {
            own: own.clone(),
            ..self.clone()
        }
    }

    /// Takes note of the headers of a layout's files.
    pub fn learn(&mut self, own: &OwnNames) {
        for (header, column) in own.iter() {
            let known = self.learnt.entry(header.to_owned()).or_default();
            known.extend(column.map(str::to_owned));
        }
    }

    /// All ways to write the header of `column`, folded, of `aliases` and the layout alone.
    pub fn also_called<'n>(&'n self, column: &'n str) -> impl Iterator<Item = &'n str> {
        let means = move |columns: &Vec<String>| columns.iter().any(|known| known == column);
        let both = self.aliases.iter().chain(&self.by_values);
        both.filter(move |(_, columns)| means(columns))
            .map(|(header, _)| header.as_str())
    }

    /// True if some table has a column of this name: the mark of a line of headers.
    pub fn knows(&self, header: &str) -> bool {
        let folded = fold(header);
        let bare = without_unit(&folded).0;
        [folded, bare].iter().any(|name| {
            self.learnt.contains_key(name)
                || self.aliases.contains_key(name)
                || self.by_values.contains_key(name)
                || self.titles.contains(name)
        })
    }

    /// True if `header` is an alias of `column`, which need not be one of a table.
    pub fn is_called(&self, header: &str, column: &str) -> bool {
        if self.own.says(&fold(header)) {
            return self.own.meaning(&fold(header)) == Some(column);
        }
        let columns = self.aliases.get(&fold(header)).into_iter().flatten();
        columns.into_iter().any(|known| known == column)
    }

    /// What stands below `header` in all tables that have such a column.
    pub fn role(&self, header: &str) -> Role {
        let meant = self.contract.tables().flat_map(|table| {
            let (columns, _) = self.candidates(table, header);
            columns.into_iter().map(|column| &table.columns[column])
        });
        let mut columns: Vec<&Column> = meant.collect();
        for name in self.learnt.get(&fold(header)).into_iter().flatten() {
            columns.extend(self.contract.tables().filter_map(|table| table.column(name)));
        }
        Role {
            is_text: !columns.is_empty() && columns.iter().all(|column| column.kind == Kind::Text && !column.prose),
            is_money: columns.iter().any(|column| column.kind == Kind::Money),
        }
    }

    /// The contract the names are of.
    pub fn contract(&self) -> &'c Contract {
        self.contract
    }

    /// The column of a sheet that is `column` of `table`. Of several the one with the column's title counts, else the
    /// first: a wide export has more than one sum.
    pub fn find(&self, table: &'c Table, column: &Column, heads: Heads<'_>) -> Option<Found> {
        let wanted = table.columns.iter().position(|known| known.name == column.name)?;
        let mut found: Vec<(usize, i32)> = Vec::new();
        for (index, header) in heads.headers.iter().enumerate() {
            let (candidates, zeros) = self.candidates(table, header);
            let by_values = self.is_by_values(header);
            if candidates.contains(&wanted) && (!by_values || values_fit(column, index, heads.sample)) {
                found.push((index, zeros));
            }
        }
        let header = |index: usize| heads.headers[index].as_str();
        let is_own = |name: &str| self.own.says(&fold(name));
        let own = found.iter().position(|(index, _)| is_own(header(*index)));
        let titled = found
            .iter()
            .position(|(index, _)| fold(header(*index)) == fold(&column.zh));
        let (index, zeros) = *found.get(own.or(titled).unwrap_or(0))?;
        let others: Vec<&str> = found
            .iter()
            .map(|(i, _)| header(*i))
            .filter(|h| *h != header(index))
            .collect();
        Some(Found {
            origin: Origin { index, zeros },
            note: (!others.is_empty()).then(|| Note::FirstOfSeveral {
                column: column.name.clone(),
                header: header(index).to_owned(),
                others: others.join(", "),
            }),
        })
    }

    /// True for a header of which the values decide what it means.
    pub fn is_by_values(&self, header: &str) -> bool {
        let full = fold(header);
        !self.own.says(&full) && self.by_values.contains_key(&without_unit(&full).0)
    }

    /// Where `table` stands in the order in which tables refer to each other.
    pub fn place_of(&self, table: &str) -> usize {
        self.contract
            .tables()
            .position(|known| known.name == table)
            .unwrap_or(usize::MAX)
    }

    /// The columns of `table` that `header` may mean, and the unit it names.
    pub fn candidates(&self, table: &'c Table, header: &str) -> (Vec<usize>, i32) {
        let full = fold(header);
        let (bare, unit) = without_unit(&full);
        let zeros = unit.map_or(0, |unit| unit.zeros);
        if self.own.says(&full) {
            let meant = self.own.meaning(&full);
            let found = table
                .columns
                .iter()
                .position(|column| Some(column.name.as_str()) == meant);
            return (found.into_iter().collect(), zeros);
        }
        // A name that has the unit in it is no exception: its numbers are in that unit too.
        for name in [&full, &bare] {
            let mut words = self.aliases.get(name).cloned().unwrap_or_default();
            words.extend(self.by_values.get(name).cloned().unwrap_or_default());
            // Folding all titles for each header would take seconds where there are a thousand.
            let is_title = self.titles.contains(name);
            let means = |column: &Column| words.contains(&column.name) || (is_title && fold(&column.zh) == *name);
            let found = table.columns.iter().enumerate().filter(|(_, column)| means(column));
            let found = found.filter(|(_, column)| match unit {
                Some(unit) if unit.is_percent() => column.kind == Kind::Decimal,
                Some(unit) if unit.zeros != 0 => column.kind == Kind::Money,
                _ => true,
            });
            let found: Vec<usize> = found.map(|(index, _)| index).collect();
            if !found.is_empty() {
                return (found, zeros);
            }
        }
        (Vec::new(), 0)
    }

    /// How `heads` fill `table`, complete or not.
    pub fn map(&self, path: &Path, table: &'c Table, heads: Heads<'_>) -> Result<Mapping<'c>, IngestError> {
        let mut mapping = Mapping {
            table,
            columns: vec![None; table.columns.len()],
            extra: Vec::new(),
            notes: Vec::new(),
            known: Known::Replace,
            by: Vec::new(),
            own: vec![true; table.columns.len()],
            decisions: String::new(),
            join: None,
        };
        for (index, header) in heads.headers.iter().enumerate() {
            let (mut candidates, zeros) = self.candidates(table, header);
            if self.is_by_values(header) {
                candidates.retain(|column| values_fit(&table.columns[*column], index, heads.sample));
                mapping.notes.push(match candidates.first() {
                    Some(column) => Note::ReadByValues {
                        header: header.clone(),
                        column: table.columns[*column].name.clone(),
                    },
                    None => Note::FitsNoColumn {
                        header: header.clone(),
                        table: table.name.clone(),
                    },
                });
            }
            let Some(&column) = candidates.first() else {
                mapping.extra.extend((!header.is_empty()).then(|| header.clone()));
                continue;
            };
            if let Some(earlier) = mapping.columns[column].replace(Origin { index, zeros }) {
                return Err(IngestError::TwoColumns {
                    path: path.to_path_buf(),
                    column: table.columns[column].name.clone(),
                    first: heads.headers[earlier.index].clone(),
                    second: header.clone(),
                });
            }
        }
        Ok(mapping)
    }

    /// The mapping of a sheet: its table is the one asked for, else by the sheet's name, else by the file's, else by
    /// its headers.
    pub fn decide(
        &self,
        path: &Path,
        sheet: Option<&str>,
        asked: Option<&str>,
        heads: Heads<'_>,
    ) -> Result<Mapping<'c>, IngestError> {
        let table = match asked {
            Some(name) => Some(self.contract.table(name).map_err(|_| self.no_table(name))?),
            None => self.table_named(path, sheet)?.map(|(_, table)| table),
        };
        let within = || {
            self.table_within(path, sheet)
                .and_then(|table| self.map(path, table, heads).ok())
        };
        let mapping = match table {
            Some(table) => self.map(path, table, heads)?,
            None => match within().filter(|mapping| mapping.missing().is_empty()) {
                Some(mapping) => mapping,
                None => self.mapping_by_headers(path, heads)?,
            },
        };
        let missing = mapping.missing();
        if missing.is_empty() {
            return Ok(mapping);
        }
        Err(IngestError::MissingColumns {
            path: path.to_path_buf(),
            table: mapping.table.name.clone(),
            missing: MissingColumns(missing.iter().map(|column| self.called(column)).collect()),
            unused: mapping
                .extra
                .iter()
                .filter(|header| !self.is_by_values(header))
                .cloned()
                .collect(),
            found: heads.headers.to_vec(),
        })
    }

    fn no_table(&self, name: &str) -> IngestError {
        let known: Vec<&str> = self.contract.tables().map(|table| table.name.as_str()).collect();
        IngestError::NoLayoutOrTable {
            name: name.to_owned(),
            near: did_you_mean(name, &known),
        }
    }

    fn near_table(&self, mapping: &Mapping<'_>) -> NearTable {
        NearTable {
            name: mapping.table.name.clone(),
            zh: mapping.table.zh.clone(),
            en: mapping.table.en.clone(),
            missing: mapping.missing().iter().map(|column| self.called(column)).collect(),
        }
    }

    /// A column with all it may be called.
    pub fn called(&self, column: &Column) -> MissingColumn {
        let aliases = self.written.get(&column.name).into_iter().flatten();
        MissingColumn {
            name: column.name.clone(),
            words: std::iter::once(&column.zh).chain(aliases).cloned().collect(),
        }
    }

    /// The table whose name begins the name of the sheet, else of the file; and how long that name is.
    pub fn table_named(&self, path: &Path, sheet: Option<&str>) -> Result<Option<(usize, &'c Table)>, IngestError> {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        for name in sheet.into_iter().chain([stem.as_ref()]) {
            if let Some(found) = self.table_by_name(path, name)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// The table whose name stands somewhere in that of the sheet or file: 杭州缴费流水, 缴费流水杭州. Short names are part of other
    /// words.
    fn table_within(&self, path: &Path, sheet: Option<&str>) -> Option<&'c Table> {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let titles: Vec<String> = sheet.into_iter().chain([stem.as_ref()]).map(fold).collect();
        let names = self.contract.tables().flat_map(|table| {
            let names = table.files.iter().map(|name| fold(name));
            names.map(move |name| (name, table))
        });
        let found = names.filter(|(name, _)| is_word(name) && titles.iter().any(|title| title.contains(name.as_str())));
        found
            .max_by_key(|(name, _)| name.chars().count())
            .map(|(_, table)| table)
    }

    fn table_by_name(&self, path: &Path, name: &str) -> Result<Option<(usize, &'c Table)>, IngestError> {
        let file = fold(name);
        let file = without_time(&file);
        let mut best: Vec<(usize, &Table)> = Vec::new();
        for table in self.contract.tables() {
            for name in &table.files {
                let name = fold(name);
                if file.strip_prefix(&name).is_some_and(ends_a_name) {
                    best.push((name.chars().count(), table));
                }
            }
        }
        let longest = best.iter().map(|(length, _)| *length).max();
        let mut tables: Vec<&Table> = best
            .into_iter()
            .filter(|(l, _)| Some(*l) == longest)
            .map(|(_, t)| t)
            .collect();
        tables.dedup_by_key(|table| &table.name);
        Ok(longest.zip(one_of(path, &tables)?))
    }

    fn mapping_by_headers(&self, path: &Path, heads: Heads<'_>) -> Result<Mapping<'c>, IngestError> {
        // A table whose headers clash is no candidate here; asked for by name it is an error.
        let all = self
            .contract
            .tables()
            .filter_map(|table| self.map(path, table, heads).ok());
        let mut all: Vec<Mapping<'c>> = all.filter(|mapping| mapping.matched() > 0).collect();
        // Missing first, then the most columns; contract order among equals.
        all.sort_by_key(|mapping| (mapping.missing().len(), Reverse(mapping.matched())));
        let complete = all.iter().filter(|mapping| mapping.missing().is_empty());
        let most = all.first().map_or(0, Mapping::matched);
        let best: Vec<&Table> = complete
            .filter(|mapping| mapping.matched() == most)
            .map(|mapping| mapping.table)
            .collect();
        match one_of(path, &best)? {
            Some(_) => Ok(all.swap_remove(0)),
            None => Err(IngestError::NoTable {
                path: path.to_path_buf(),
                found: heads.headers.to_vec(),
                // Of a file that no table is complete in: the one that knows most of its columns.
                near: all
                    .iter()
                    .min_by_key(|mapping| (Reverse(mapping.matched()), mapping.missing().len()))
                    .map(|mapping| self.near_table(mapping))
                    .into_iter()
                    .collect(),
            }),
        }
    }
}

fn one_of<'c>(path: &Path, tables: &[&'c Table]) -> Result<Option<&'c Table>, IngestError> {
    match *tables {
        [] => Ok(None),
        [table] => Ok(Some(table)),
        _ => Err(IngestError::SeveralTables {
            path: path.to_path_buf(),
            tables: tables.iter().map(|table| table.name.clone()).collect(),
        }),
    }
}

/// True for a name long enough to be known where it stands among others: short ones are part of other words.
pub fn is_word(name: &str) -> bool {
    const LEAST: usize = 4;
    name.chars().count() >= LEAST && !name.is_ascii()
}

/// True if `rest` of a file's name does not go on with another word: `客户投诉` is not about 客户.
fn ends_a_name(rest: &str) -> bool {
    const GENERIC: [&str; 7] = ["表", "清单", "明细", "数据", "信息", "列表", "导出"];
    let rest = GENERIC.iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    !rest.starts_with(char::is_alphabetic)
}

/// The name of a file without the day, month or year it begins with: `2026年6月实收明细`, `0630_应收清单`.
pub fn without_time(name: &str) -> &str {
    const MARKS: [char; 10] = ['年', '月', '日', '季', '度', '第', '周', '-', '_', '.'];
    let begins = name.starts_with(|c: char| c.is_ascii_digit());
    let rest = name.trim_start_matches(|c: char| c.is_ascii_digit() || MARKS.contains(&c));
    if begins && !rest.is_empty() { rest } else { name }
}

/// True if at least half of the values the column has are values of `column`, or there are none.
fn values_fit(column: &Column, index: usize, sample: &[Vec<String>]) -> bool {
    let reader = CellReader::new(column, false, 0);
    let cells = sample.iter().filter_map(|row| row.get(index));
    let readings: Vec<_> = cells
        .map(|cell| reader.read(cell))
        .filter(|reading| *reading != Ok(Reading::Empty))
        .collect();
    let good = readings.iter().filter(|reading| reading.is_ok()).count();
    readings.is_empty() || good * 2 >= readings.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::message::Say;

    fn decide(file: &str, asked: Option<&str>, headers: &[&str], rows: &[&[&str]]) -> Result<String> {
        let contract = Contract::load(&Library::shipped()).unwrap();
        let names = Names::load(&Library::shipped(), &contract).unwrap();
        let headers: Vec<String> = headers.iter().map(|&h| h.to_owned()).collect();
        let sample: Vec<Vec<String>> = rows
            .iter()
            .map(|row| row.iter().map(|&c| c.to_owned()).collect())
            .collect();
        let heads = Heads {
            headers: &headers,
            sample: &sample,
        };
        let mapping = names.decide(Path::new(file), None, asked, heads)?;
        let extra = mapping.extra.join(" ");
        Ok(format!(
            "{} | {extra} | {}",
            mapping.identity(None, &headers),
            mapping
                .notes
                .iter()
                .map(|note| note.message().to_string())
                .collect::<Vec<_>>()
                .join("; ")
        ))
    }

    const PAYMENT: [&str; 6] = ["流水号", "应收号", "实收日期", "实收保费(万元)", "缴费方式", "状态"];

    #[test]
    fn no_two_columns_of_a_table_have_the_same_name() {
        let contract = Contract::load(&Library::shipped()).unwrap();
        let names = Names::load(&Library::shipped(), &contract).unwrap();
        for table in contract.tables() {
            for column in &table.columns {
                for header in [&column.name, &column.zh] {
                    let (found, _) = names.candidates(table, header);
                    assert_eq!(found.len(), 1, "{} of {}", header, table.name);
                    assert_eq!(table.columns[found[0]].name, column.name, "{header} of {}", table.name);
                }
            }
        }
        let library = Library::shipped();
        let layouts: Vec<_> = library.list("queries/ingest/layouts", ".toml").collect();
        for columns in names.aliases.values().chain(names.by_values.values()) {
            for name in columns {
                let is_column = contract.tables().any(|table| table.column(name).is_some());
                assert!(
                    is_column || layouts.iter().any(|layout| layout.text.contains(name)),
                    "{name}"
                );
            }
        }
    }

    #[test]
    fn headers_are_matched_in_one_form() {
        assert_eq!(fold(" 應繳\n日期（元） "), "应交日期(元)");
        for header in ["保单号", "保 單 號 碼", "ContNo", "ＰｏｌＮｏ", "\u{feff}policy_id"] {
            let contract = Contract::load(&Library::shipped()).unwrap();
            let names = Names::load(&Library::shipped(), &contract).unwrap();
            let (found, _) = names.candidates(contract.table("due_items").unwrap(), header);
            assert_eq!(found, [1], "{header}");
        }
    }

    #[test]
    fn the_values_decide_what_a_header_of_two_meanings_is() {
        let paid: &[&[&str]] = &[&["P1", "D1", "2026-03-05", "1", "银行转账", "成功"]];
        let mapped = decide("payments.csv", None, &PAYMENT, paid).unwrap();
        assert!(
            mapped.contains("method=缴费方式") && mapped.contains("its values say so"),
            "{mapped}"
        );
        let modes: &[&[&str]] = &[&["P1", "D1", "2026-03-05", "1", "年交", "成功"]];
        let error = decide("payments.csv", None, &PAYMENT, modes).unwrap_err().to_string();
        assert!(error.contains("lacks the column `method`"), "{error}");
    }

    #[test]
    fn the_table_is_asked_for_or_named_or_found() {
        let ownership = ["due_id", "specialist_id", "from_on"];
        for (file, asked, headers, table) in [
            ("x.csv", Some("ownership"), &ownership[..], "ownership"),
            ("ownership_2026-03.csv", None, &ownership, "ownership"),
            ("应收调配（三月）.csv", None, &ownership, "ownership"),
            ("export.csv", None, &ownership, "ownership"),
            ("客户投诉.csv", None, &["投诉号", "工号", "受理日期"], "complaints"),
            (
                "应收清单明细202603.csv",
                None,
                &["应收号", "保单号", "应缴日", "缴次", "应收保费", "工号"],
                "due_items",
            ),
            (
                "export.csv",
                None,
                &["应收号", "保单号", "应缴日", "缴次", "应收保费", "工号"],
                "due_items",
            ),
        ] {
            let mapped = decide(file, asked, headers, &[]).unwrap();
            assert!(mapped.starts_with(&format!("{table}: ")), "{file}: {mapped}");
        }
        let unknown = decide("export.csv", None, &["a", "工号", "姓名"], &[])
            .unwrap_err()
            .to_string();
        assert!(unknown.contains("cannot tell which table"), "{unknown}");
    }

    #[test]
    fn two_columns_for_one_are_both_named() {
        let headers = [
            "due_id",
            "policy_id",
            "保单号",
            "due_on",
            "due_no",
            "amount_due",
            "specialist_id",
        ];
        let error = decide("due_items.csv", None, &headers, &[]).unwrap_err().to_string();
        assert!(error.contains("`policy_id` and `保单号`"), "{error}");
    }

    proptest! {
        #[test]
        fn no_header_makes_the_matcher_panic(headers in proptest::collection::vec(any::<String>(), 0..6), file in any::<String>()) {
            let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
            let _ = decide(&file, None, &headers, &[&headers]);
        }
    }
}
