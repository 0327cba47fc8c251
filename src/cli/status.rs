//! `status`: what the store holds.

use super::output::{outln, table};
use super::{Context, Outcome};
use crate::contract::Contract;
use crate::decimal::grouped;
use crate::diagnostic::Result;
use crate::message::{Grouped, say};
use crate::metrics::kept;
use crate::store::{Params, Row, Statement, Store};
use crate::texts::Texts;
use crate::workspace::Workspace;

pub(super) fn run(context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    let store = context.store(&workspace)?;
    let texts = Context::texts_of(&workspace)?;
    print_tables(&workspace, &store, &texts)?;
    print_files(&store, &texts)?;
    print_closed(&store, &texts)?;
    print_kept(&workspace, &store, &texts)?;
    let span = store.rows("queries/status/span.sql", &Params::none())?;
    match span.first().filter(|row| row.date("first_due_on").is_some()) {
        Some(span) => print_span(&workspace, span, &texts)?,
        None => context.tell(&say!("commands.status.nothing")),
    }
    Ok(Outcome::Done)
}

fn count(row: Row<'_>, column: &str) -> String {
    row.decimal(column).map(grouped).unwrap_or_default()
}

fn print_tables(workspace: &Workspace, store: &Store, texts: &Texts) -> Result<()> {
    let contract = Contract::load(&workspace.library)?;
    let names: Vec<String> = contract.tables().map(|t| t.name.clone()).collect();
    let template = workspace.library.get("queries/status/rows.sql.j2")?;
    let rows = store.query(
        &Statement::render(template, minijinja::context! { tables => names })?,
        &Params::none(),
    )?;
    let mut lines = Vec::new();
    for row in rows.iter() {
        let name = row.text("table_name");
        let title = contract.table(&name)?;
        lines.push(vec![
            texts.locale().pick(&title.zh, &title.en).to_owned(),
            name,
            count(row, "rows"),
            count(row, "waiting"),
        ]);
    }
    outln!("{}", table(&texts.heads("commands.status.table_heads"), lines, &[2, 3]))?;
    Ok(())
}

fn print_files(store: &Store, texts: &Texts) -> Result<()> {
    let rows = store.rows("queries/status/files.sql", &Params::none())?;
    let lines = rows.iter().map(|row| {
        let sha = row.text("sha256").chars().take(12).collect();
        let numbers = ["rows_read", "accepted", "rejected", "skipped", "identical"].map(|column| count(row, column));
        let sheet = row.text("sheet");
        let path = row.text("path");
        let name = if sheet.is_empty() {
            path
        } else {
            format!("{path}!{sheet}")
        };
        [name, row.text("table_name")]
            .into_iter()
            .chain(numbers)
            .chain([sha])
            .collect::<Vec<_>>()
    });
    let heads = [texts.heads("ingest.head.file"), vec!["SHA-256"]].concat();
    outln!("\n{}", table(&heads, lines, &[2, 3, 4, 5, 6]))?;
    Ok(())
}

/// Which periods of which plan are closed.
fn print_closed(store: &Store, texts: &Texts) -> Result<()> {
    for row in store.rows("queries/status/closed.sql", &Params::none())?.iter() {
        let [plan, first, last, periods] = ["plan_id", "first_period", "last_period", "periods"].map(|c| row.text(c));
        outln!(
            "{}",
            texts.say(&say!("commands.status.closed", plan, periods, first, last))
        )?;
    }
    Ok(())
}

/// How much was computed and is kept.
fn print_kept(workspace: &Workspace, store: &Store, texts: &Texts) -> Result<()> {
    let (figures, bytes) = kept::size(store)?;
    if figures == 0 {
        return Ok(());
    }
    let (figures, mib) = (Grouped(figures), bytes.div_ceil(1 << 20));
    let most = workspace.settings.store.kept_figures.clone();
    outln!("{}", texts.say(&say!("commands.status.kept", figures, mib, most)))
}

fn print_span(workspace: &Workspace, span: Row<'_>, texts: &Texts) -> Result<()> {
    let bytes = std::fs::metadata(workspace.store_path())
        .map(|m| m.len())
        .unwrap_or_default();
    let mib = bytes.div_ceil(1 << 20);
    let (first, last) = (span.text("first_due_on"), span.text("last_due_on"));
    let (fact, rejects) = (span.text("last_fact_on"), count(span, "rejects"));
    let told = say!("commands.status.span", first, last, fact, rejects, mib);
    outln!("{}", texts.say(&told))
}
