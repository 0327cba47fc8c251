//! `check`: audits of the data, and whether every definition can be used.

use super::engine::{self, Steps};
use super::output::{self, table};
use super::{Context, Outcome};
use crate::check::{Audit, Definitions, Finding, Severity};
use crate::decimal::grouped;
use crate::diagnostic::{Mistakes, Result};
use crate::engine::EngineError;
use crate::library::Library;
use crate::message::{quoted, say};
use crate::metrics::Run;
use crate::period::{Month, Period, View, parse_day};
use crate::store::{Cell, Params, Row, Rows, Store};
use crate::tabular::{self, Column, Kind, Tabular};
use crate::texts::Texts;
use crate::verify;
use crate::workspace::{Locale, Workspace};

#[derive(clap::Args)]
pub(super) struct Args {
    #[arg(long, value_name = "P")]
    period: Option<String>,
    #[arg(long, value_name = "DAY", requires = "period")]
    as_of: Option<String>,
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(i64).range(0..))]
    rows: i64,
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    engine: engine::Args,
    #[command(flatten)]
    output: output::Args,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    args.output.check()?;
    let asked = asked(args)?;
    let mut mistakes = Mistakes::default();
    let Some(workspace) = mistakes.take(context.workspace()) else {
        // Settings that cannot be read are no reason to keep quiet about the rest.
        let root = Workspace::root_of(&context.directory);
        if let Ok(library) = root.and_then(|root| Library::with_overrides(&root)) {
            Definitions::load(&library, &mut mistakes);
        }
        mistakes.into_result()?;
        return Ok(Outcome::Done);
    };
    let definitions = Definitions::load(&workspace.library, &mut mistakes);
    if args.engine.is_spark() {
        mistakes.into_result()?;
        let view = asked.ok_or(EngineError::PeriodNeeded)?;
        let findings = in_the_lake(args, (&workspace, context), &definitions, view)?;
        return tell(args, (&workspace, context), &findings, Some(view));
    }
    let store = context.store(&workspace)?;
    mistakes.take(verify::quick(&workspace));
    let view = match asked {
        Some(view) => Some(view),
        None => newest_month(&store)?,
    };
    let views: Vec<View> = view.into_iter().collect();
    let findings = match mistakes.take(Run::new(&store, &workspace.settings.metrics, &views)) {
        Some(facts) => {
            definitions.sum(&facts, &workspace.library, &mut mistakes);
            definitions.audit(&store, args.rows, &mut mistakes)
        }
        None => Vec::new(),
    };
    mistakes.into_result()?;
    tell(args, (&workspace, context), &findings, view)
}

/// What the audits find in the rows of the lake. Those that it cannot answer are named.
fn in_the_lake(
    args: &Args,
    (workspace, context): (&Workspace, &Context),
    definitions: &Definitions,
    view: View,
) -> Result<Vec<Finding>> {
    let steps = Steps::new(context);
    let spark = engine::spark(workspace, &steps)?;
    let files: Vec<_> = definitions.audits().iter().map(Audit::file).collect();
    let audited = spark.audit(view, &files)?;
    let (mut findings, mut not_there) = (Vec::new(), Vec::new());
    for (audit, found) in definitions.audits().iter().zip(audited.found) {
        let Some((bad_rows, first)) = found else {
            not_there.push(audit.id.clone());
            continue;
        };
        let most = usize::try_from(args.rows).unwrap_or_default();
        findings.push(Finding {
            audit: audit.clone(),
            bad_rows,
            first: first.at_most(most),
        });
    }
    if !not_there.is_empty() {
        context.tell(&say!("commands.check.not_there", audits = quoted(&not_there)));
    }
    Ok(findings)
}

fn tell(
    args: &Args,
    (workspace, context): (&Workspace, &Context),
    findings: &[Finding],
    view: Option<View>,
) -> Result<Outcome> {
    let texts = Context::texts_of(workspace)?;
    let locale = texts.locale();
    let as_of = view.map(|v| v.as_of).unwrap_or_default();
    args.output
        .write((workspace, context), &data(findings, locale), as_of, || {
            drawn(findings, view, &texts)
        })?;
    let is_grave = |f: &&Finding| f.bad_rows > 0 && (args.strict || f.audit.severity == Severity::Error);
    Ok(match findings.iter().find(is_grave) {
        Some(_) => Outcome::Findings,
        None => Outcome::Done,
    })
}

fn asked(args: &Args) -> Result<Option<View>> {
    let period: Option<Period> = args.period.as_deref().map(str::parse).transpose()?;
    let as_of = args.as_of.as_deref().map(parse_day).transpose()?;
    Ok(period.map(|period| View::new(period, as_of)))
}

/// The month of the newest fact; none in an empty store.
fn newest_month(store: &Store) -> Result<Option<View>> {
    let span = store.rows("queries/status/span.sql", &Params::none())?;
    let newest = span.first().and_then(|row| row.date("last_fact_on"));
    Ok(newest.map(|day| View::at_end(Period::month(Month::containing(day)))))
}

/// One row per audit; the first bad rows as JSON.
fn data(findings: &[Finding], locale: Locale) -> Tabular {
    let rows = findings.iter().map(|f| {
        let first = String::from_utf8(tabular::json_lines(&plain(&f.first))).expect("JSON is UTF-8");
        vec![
            Cell::Text(f.audit.id.clone()),
            Cell::Text(f.audit.severity.word().to_owned()),
            Cell::Text(f.audit.title(locale).to_owned()),
            Cell::Integer(f.bad_rows),
            Cell::Text(format!("[{}]", first.lines().collect::<Vec<_>>().join(", "))),
        ]
    });
    Tabular {
        columns: vec![
            Column::new("audit", Kind::Text),
            Column::new("severity", Kind::Text),
            Column::new("title", Kind::Text),
            Column::new("bad_rows", Kind::Integer),
            Column::new("first_rows", Kind::Text),
        ],
        rows: rows.collect(),
    }
}

/// Rows whose columns say nothing of their kinds: cells know what they are.
fn plain(rows: &Rows) -> Tabular {
    Tabular {
        columns: rows
            .columns()
            .iter()
            .map(|name| Column::new(name, Kind::Text))
            .collect(),
        rows: rows.iter().map(|row: Row<'_>| row.cells().to_vec()).collect(),
    }
}

fn drawn(findings: &[Finding], view: Option<View>, texts: &Texts) -> Result<String> {
    let locale = texts.locale();
    let lines = findings.iter().map(|f| {
        vec![
            f.audit.id.clone(),
            f.audit.title(locale).to_owned(),
            severity(f, texts).to_owned(),
            grouped(f.bad_rows.into()),
        ]
    });
    let mut parts = vec![format!(
        "{}\n",
        table(&texts.heads("commands.check.heads"), lines, &[3])
    )];
    for f in findings.iter().filter(|f| f.bad_rows > 0) {
        let first = output::plain_table(&plain(&f.first))?;
        let (title, hint) = (f.audit.title(locale), f.audit.hint(locale));
        parts.push(format!("{title} ({})\n{hint}\n{first}", f.audit.id));
    }
    parts.extend(view.map(|view| {
        let told = say!(
            "commands.check.period",
            period = view.period.to_string(),
            as_of = view.as_of
        );
        texts.say(&told) + "\n"
    }));
    Ok(parts.join("\n"))
}

/// How grave it is; nothing where nothing was found.
fn severity<'t>(finding: &Finding, texts: &'t Texts) -> &'t str {
    match (finding.bad_rows, finding.audit.severity) {
        (0, _) => texts.word("commands.check.passed"),
        (_, Severity::Error) => texts.word("commands.check.error"),
        (_, Severity::Warning) => texts.word("commands.check.warning"),
    }
}
