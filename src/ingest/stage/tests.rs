//! Rows of random cells: what the database typed by itself is what the reading of values makes of them.

use proptest::prelude::*;

use super::super::headers::{Heads, Names};
use super::super::source::{Context, InputFile};
use super::*;
use crate::contract::Contract;
use crate::locale::Locale;
use crate::wording::Wording;
use crate::workspace::Workspace;

/// Stages rows of a table and holds those the database typed by itself against the one reading of values.
fn assert_agreement(table: &str, headers: &str, rows: &[Vec<String>]) {
    let folder = tempfile::tempdir().unwrap();
    let workspace = Workspace::init(folder.path()).unwrap();
    let store = Store::open(&workspace, &[]).unwrap();
    let contract = Contract::load(&workspace.library).unwrap();
    let names = Names::load(&workspace.library, &contract).unwrap();
    let scratch = Scratch::new(workspace.root()).unwrap();
    let path = workspace.data_dir().join("x.csv");
    let mut writer = Writer::create(&path).unwrap();
    for header in headers.split(',') {
        writer.cell(header).unwrap();
    }
    writer.end().unwrap();
    for row in rows {
        for cell in row {
            writer.cell(cell).unwrap();
        }
        writer.end().unwrap();
    }
    writer.finish().unwrap();
    let file = InputFile::new(&path, path.clone()).unwrap();
    let context = Context {
        store: &store,
        scratch: &scratch,
        knows: &|text| names.knows(text),
        role: &|text| names.role(text),
        limits: &workspace.settings.ingest,
        wording: Wording::shipped(Locale::En),
    };
    let sheet = file.open(&context).unwrap().remove(0);
    let heads = Heads {
        headers: &sheet.columns,
        sample: &sheet.sample,
    };
    let mapping = names.map(&path, contract.table(table).unwrap(), heads).unwrap();
    read_all(&store, &sheet, &mapping, 1).unwrap();

    let reader = RowReader::new(&mapping, &sheet.columns, false);
    let list: Vec<String> = mapping
        .table
        .columns
        .iter()
        .map(|column| format!("\"{}\"", column.name))
        .collect();
    let typed = crate::library::Source {
        name: "typed.sql".into(),
        text: format!(
            "SELECT {}, COALESCE(row_given, first_row + rowid - (SELECT MIN(rowid) FROM staged)) AS file_row FROM staged WHERE raw IS NULL ORDER BY rowid",
            list.join(", ")
        ),
        is_override: false,
    };
    for row in store.query(&Statement::of(&typed), &Params::none()).unwrap().iter() {
        let cells = &rows[usize::try_from(row.integer("file_row").unwrap()).unwrap() - 2];
        let cells: Vec<Cow<'_, str>> = cells.iter().map(|cell| Cow::Borrowed(cell.as_str())).collect();
        let values = row.cells()[..list.len()]
            .iter()
            .map(|cell| (!cell.is_null()).then(|| cell.to_string()));
        let expected = crate::ingest::rows::Row {
            values: values.collect(),
            ..Default::default()
        };
        assert_eq!(
            reader.read(&cells, &Marks::default()),
            Outcome::Row(expected),
            "{cells:?}"
        );
    }
}

fn cell(pattern: &'static str) -> BoxedStrategy<String> {
    prop_oneof![
        20 => pattern.prop_map(String::from),
        1 => "[-+0-9a-zA-Z:./, =\u{5e74}\u{6708}\u{ff11}\u{3000}']{0,12}",
        1 => any::<String>().prop_filter("no zero bytes", |text| !text.contains('\0')),
    ]
    .boxed()
}

const DAY: &str =
    "(19|20)[0-9]{2}[-/.][0-9]{1,2}[-/][0-9]{1,2}( [0-9]{1,2}:[0-9]{2}(:[0-9]{2})?)?|1970-01-01|9999-12-31";
const NUMBER: &str = "[1-9][0-9]{0,6}([.][0-9]{0,3})?|-?[0-9]{1,19}([.][0-9]{0,7})?";

fn rows(cells: Vec<BoxedStrategy<String>>) -> impl Strategy<Value = Vec<Vec<String>>> {
    proptest::collection::vec(cells, 1..150)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn the_database_types_payments_as_they_are_read(rows in rows(vec![
        cell("P[0-9]{1,3}"), cell("D1"), cell(DAY), cell(NUMBER), cell("cash|现金|Cash"), cell("success|冲正|reversal"),
    ])) {
        assert_agreement("payments", "payment_id,due_id,paid_on,amount,method,status", &rows);
    }

    #[test]
    fn the_database_types_due_items_as_they_are_read(rows in rows(vec![
        cell("D1|[（）a]{1,4}"), cell("[0-9]{18}"), cell(DAY), cell("[0-9]{1,10}|1[.]0"), cell(NUMBER), cell("S1"),
    ])) {
        assert_agreement("due_items", "due_id,policy_id,due_on,due_no,amount_due,specialist_id", &rows);
    }

    #[test]
    fn the_database_types_the_rest_as_it_is_read(rows in rows(vec![
        cell("H1|续（1）|（1）"), cell("S1"), cell("S2"), cell(DAY), cell(NUMBER), cell("true|false|1|Y"), cell("《a》，b| x"),
    ])) {
        assert_agreement("collaborations", "collaboration_id,helper_id,helped_id,occurred_on,points,approved,note", &rows);
    }
}
