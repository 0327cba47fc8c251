//! The yardstick of loading: each file into a table with the contract's types, nothing checked.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use duebook::contract::{Column, Contract, Table};
use duebook::library::{Library, Source};
use duebook::store::{Params, Statement, Store};
use duebook::workspace::StoreSettings;

use super::memory_limit;

/// Reads the files of a folder that are named after tables into the database `path`.
pub fn load(files: &Path, path: &Path) {
    let settings = StoreSettings {
        memory_limit: memory_limit(),
        ..StoreSettings::default()
    };
    let library = Library::shipped();
    let contract = Contract::load(&library).expect("the shipped contract");
    let store = Store::scratch(Some(path), &settings, &[files.to_path_buf()], &library).expect("a new database");
    for table in contract.tables() {
        let source = Source {
            name: "plain.sql".into(),
            text: create(table, files),
            is_override: false,
        };
        store
            .create(&Statement::of(&source), &Params::none())
            .expect("a clean file");
        store.checkpoint().expect("room on the disk");
    }
}

fn create(table: &Table, files: &Path) -> String {
    let path = |extension| files.join(format!("{}.{extension}", table.name));
    let name = &table.name;
    if path("parquet").exists() {
        return format!(
            "CREATE TABLE \"{name}\" AS SELECT * FROM read_parquet('{}')",
            path("parquet").display()
        );
    }
    // Of optional columns a file has those its header names.
    let text = File::open(path("csv")).expect("a file of the sample");
    let header = BufReader::new(text).lines().next().expect("a header").expect("text");
    let named = header.trim_start_matches('\u{feff}').split(',');
    let columns = named.map(|name| table.column(name).expect("a column of the table"));
    let column = |column: &Column| format!("'{}': '{}'", column.name, column.sql_type);
    let columns: Vec<String> = columns.map(column).collect();
    format!(
        "CREATE TABLE \"{name}\" AS SELECT * FROM read_csv('{}', auto_detect = false, header = true, columns = {{{}}})",
        path("csv").display(),
        columns.join(", ")
    )
}
