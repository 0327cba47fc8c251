//! Makes the book in a scratch database and writes one file per table, clean or messy.

use std::path::Path;

use super::error::SampleError;
use super::files::{Scratch, Written, absolute, in_place};
use super::options::{Format, Options};
use super::rows::TABLES;
use super::workbook::Book;
use super::{messy, rows, workbook};
use crate::contract::{Contract, Table};
use crate::diagnostic::Result;
use crate::library::{Library, in_order};
use crate::period::Month;
use crate::store::{Params, Statement, Store};
use crate::workspace::{StoreSettings, create_folder};

/// Writes the book into `folder`. Existing files are refused.
pub fn write(library: &Library, settings: &StoreSettings, folder: &Path, options: Options) -> Result<Written> {
    if options.policies < 1 || options.specialists < 1 || options.months < 1 {
        return Err(SampleError::TooSmall.into());
    }
    let contract = rows::contract(library)?;
    let messy = options.messy.then(|| messy::Plan::load(library, &contract, options));
    let messy = messy.transpose()?;
    let name = |table: &Table| format!("{}.{}", table.name, options.format.extension());
    let written = match &messy {
        Some(plan) => plan.targets(folder),
        None => Written {
            files: contract.tables().map(|table| folder.join(name(table))).collect(),
            rejects: None,
        },
    };
    if let Some(path) = written.files.iter().chain(&written.rejects).find(|path| path.exists()) {
        return Err(SampleError::Exists {
            path: path.display().to_string(),
        }
        .into());
    }
    create_folder(folder)?;
    let scratch = Scratch::new(folder);
    let store = Store::scratch(Some(&scratch.path), settings, &[absolute(folder)], library)?;
    generate(&store, options)?;
    if options.format == Format::Xlsx {
        refuse_too_many_rows(&store, &contract, workbook::MOST_ROWS)?;
    }
    if let Some(plan) = &messy {
        return plan.write(&store, written);
    }
    for (table, path) in contract.tables().zip(&written.files) {
        in_place(path, |part| write_table(&store, table, part, options))?;
    }
    Ok(written)
}

fn generate(store: &Store, options: Options) -> Result<()> {
    let params = Params::none()
        .with("policies", options.policies)
        .with("months", options.months)
        .with("until_on", options.until.last_on())
        .with("specialists", options.specialists)
        .with("seed", options.seed);
    for folder in ["queries/sample/model", TABLES] {
        for file in in_order(store.library().list(folder, ".sql"))? {
            tracing::debug!("{}", file.name);
            store.run(&file.name, &params)?;
        }
    }
    Ok(())
}

fn refuse_too_many_rows(store: &Store, contract: &Contract, most: u64) -> Result<()> {
    for table in contract.tables() {
        let rows = rows::count(store, table)?;
        if rows > most {
            return Err(SampleError::TooManyRows {
                table: table.name.clone(),
                rows,
                most,
            }
            .into());
        }
    }
    Ok(())
}

fn write_table(store: &Store, table: &Table, path: &Path, options: Options) -> Result<()> {
    if options.format == Format::Xlsx {
        return write_book(store, table, path, options.until);
    }
    let context = minijinja::context! {
        table => table.name.clone(),
        columns => table.columns.iter().map(|c| c.name.clone()).collect::<Vec<_>>(),
        order => rows::order(store.library(), table),
        path => absolute(path).display().to_string(),
        format => options.format.extension(),
    };
    let statement = Statement::render(store.library().get("queries/sample/copy.sql.j2")?, context)?;
    store.execute(&statement, &Params::none()).map(drop)
}

fn write_book(store: &Store, table: &Table, path: &Path, until: Month) -> Result<()> {
    let unwritable = |error| SampleError::unwritable(path, &error);
    let count = rows::number(store, table)?;
    let context = minijinja::context! { table => minijinja::value::Serde(table) };
    let statement = Statement::render(store.library().get("queries/sample/stretch.sql.j2")?, context)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut book = Book::new(until.last_on(), folder).map_err(unwritable)?;
    book.begin_sheet(&table.name).map_err(unwritable)?;
    book.freeze(1).map_err(unwritable)?;
    book.widen(table.columns.iter().map(|c| c.kind)).map_err(unwritable)?;
    for (index, column) in (0..).zip(&table.columns) {
        book.head(0, index, &column.name).map_err(unwritable)?;
    }
    let mut row = 0;
    rows::for_each(store, &statement, 1..count + 1, |cells| {
        row += 1;
        for ((index, cell), column) in (0..).zip(cells).zip(&table.columns) {
            book.cell(row, index, cell, column.kind).map_err(unwritable)?;
        }
        Ok(())
    })?;
    book.save(path).map_err(|error| unwritable(error).into())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    const SMALL: i64 = 100;

    fn options() -> Options {
        Options {
            policies: SMALL,
            months: 3,
            specialists: 8,
            ..Options::default()
        }
    }

    fn try_in(folder: &Path, options: Options) -> Result<Written> {
        write(&Library::shipped(), &StoreSettings::default(), folder, options)
    }

    /// Every file below the folder with its bytes, by name.
    fn book(options: Options) -> Vec<(PathBuf, Vec<u8>)> {
        let dir = tempfile::tempdir().unwrap();
        let written = try_in(dir.path(), options).unwrap();
        let entries = std::fs::read_dir(dir.path()).unwrap().count();
        assert_eq!(
            entries,
            written.files.len() + usize::from(options.messy),
            "scratch files stay behind"
        );
        let relative = |path: &PathBuf| path.strip_prefix(dir.path()).unwrap().to_path_buf();
        let paths = written.files.iter().chain(&written.rejects);
        paths.map(|p| (relative(p), std::fs::read(p).unwrap())).collect()
    }

    #[test]
    fn the_seed_decides_the_book_byte_for_byte() {
        for format in [Format::Csv, Format::Parquet, Format::Xlsx] {
            for messy in [false, true] {
                let options = Options {
                    format,
                    messy,
                    ..options()
                };
                let first = book(options);
                assert!(first.len() >= 20, "{}", first.len());
                assert!(
                    first == book(options),
                    "{format:?} {messy}: the same seed gave other files"
                );
                assert!(
                    format != Format::Csv || first != book(Options { seed: 2, ..options }),
                    "{messy}: another seed gave the same files"
                );
            }
        }
    }

    #[test]
    fn the_smallest_book_can_be_written_in_every_way() {
        for format in [Format::Csv, Format::Parquet, Format::Xlsx] {
            for messy in [false, true] {
                let smallest = Options {
                    policies: 1,
                    months: 1,
                    specialists: 1,
                    format,
                    messy,
                    ..options()
                };
                assert!(!book(smallest).is_empty());
            }
        }
    }

    #[test]
    fn existing_files_are_refused() {
        for (name, messy) in [
            ("teams.csv", false),
            ("应收清单_2026-06.csv", true),
            ("expected/rejects.csv", true),
        ] {
            let dir = tempfile::tempdir().unwrap();
            let mine = dir.path().join(name);
            std::fs::create_dir_all(mine.parent().unwrap()).unwrap();
            std::fs::write(&mine, "mine").unwrap();
            let error = try_in(dir.path(), Options { messy, ..options() }).unwrap_err();
            assert!(error.to_string().contains("exists already"), "{error}");
            assert_eq!(std::fs::read_to_string(&mine).unwrap(), "mine");
            assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
        }
    }

    #[test]
    fn what_makes_no_book_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        for options in [
            Options {
                policies: 0,
                ..options()
            },
            Options { months: 0, ..options() },
            Options {
                specialists: -1,
                ..options()
            },
        ] {
            let error = try_in(&dir.path().join("book"), options).unwrap_err();
            assert!(error.to_string().contains("at least one policy"), "{error}");
            assert!(!dir.path().join("book").exists());
        }
    }

    #[test]
    fn a_table_too_long_for_a_sheet_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let (library, settings) = (Library::shipped(), StoreSettings::default());
        let contract = rows::contract(&library).unwrap();
        let store = Store::scratch(None, &settings, &[dir.path().to_path_buf()], &library).unwrap();
        generate(&store, options()).unwrap();
        let policies = u64::try_from(SMALL).unwrap();
        let error = refuse_too_many_rows(&store, &contract, policies - 1).unwrap_err();
        let said = error.to_string();
        assert!(
            said.contains("of this sample has") && said.contains("a workbook holds 99"),
            "{said}"
        );
        refuse_too_many_rows(&store, &contract, workbook::MOST_ROWS).unwrap();
    }
}
