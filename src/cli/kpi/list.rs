//! The values of a period as a table or as data; with `--explain` the rows behind one of them.

use super::cells::{entity_label, number};
use super::explain;
use super::extents::{Answer, Extents};
use super::history::{self, Extras, Line};
use super::question::{Args, Question};
use crate::cli::engine::{self, Steps};
use crate::cli::output::table;
use crate::cli::{Context, Outcome};
use crate::decimal::Decimal;
use crate::diagnostic::{Mistakes, Result};
use crate::metrics::elsewhere::coverage as coverage_of;
use crate::metrics::{Catalog, Dimension, Entities, Extent, Kept, Metric, MetricValue, Run};
use crate::report::format::Format;
use crate::report::measure;
use crate::store::Cell;
use crate::tabular::{Column, Kind, Tabular};
use crate::workspace::Workspace;

pub(in crate::cli) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    args.output.check()?;
    let workspace = context.workspace()?;
    let mut question = Question::parse(args)?;
    let catalog = Catalog::load(&workspace.library)?;
    if let Some(name) = &args.explain {
        let metric = catalog.find(name)?;
        let asked = explain::Asked {
            metric,
            question: &question,
            entity_id: args.entity.as_deref(),
        };
        return explain::run(&asked, &catalog, &args.output, (&workspace, context));
    }
    if question.by.is_empty() {
        question.by.push(Dimension::parse("company")?);
    }
    let extras = Extras {
        change: args.change,
        spark: args.spark,
    };
    let metrics = chosen(&catalog, &args.metrics)?;
    let store = context.paired_store(&workspace)?;
    let steps = Steps::new(context);
    let spark = args.engine.spark(&workspace, &steps)?;
    let elsewhere = engine::elsewhere(spark.as_ref());
    let coverage = coverage_of(&store, &workspace.settings, elsewhere)?;
    let extents = Extents::new(&coverage, &catalog, &metrics, question.view);
    let views = extras.views(question.view, &extents);
    let kept = Kept::new(&store, &workspace.settings);
    let settings = &workspace.settings.metrics;
    let run = match elsewhere {
        Some(_) => Run::with(&store, settings, &views, elsewhere)?,
        None => Run::keeping(&store, settings, &views, &kept)?,
    };
    let sums = question.sums(&run, &catalog, &metrics)?;
    // Whom filters mean is read off the run, which has people only once it has sums.
    let question = question.with_ids(&Entities::load(&run, &workspace.library)?)?;
    let values = history::lines(sums.values(question.roll_up())?, question.view, &extents);
    for message in extents.told(&workspace, context.texts.locale())? {
        context.tell(&message);
    }
    if values.is_empty() {
        context.say(Context::texts_of(&workspace)?.word("commands.kpi.none"));
    }
    let drawn = || drawn(&workspace, &catalog, &values, extras);
    let data = Answer {
        values: tabular(&values, extras),
        unknown: extents.tabular(),
    };
    args.output
        .write((&workspace, context), &data, question.view.as_of, drawn)?;
    Ok(Outcome::Done)
}

/// The metrics named, or all; all unknown names at once.
pub(in crate::cli) fn chosen<'c>(catalog: &'c Catalog, names: &[String]) -> Result<Vec<&'c Metric>> {
    if names.is_empty() {
        return Ok(catalog.metrics().collect());
    }
    let mut mistakes = Mistakes::default();
    let found = names
        .iter()
        .filter_map(|name| mistakes.take(catalog.find(name)))
        .collect();
    mistakes.into_result()?;
    Ok(found)
}

/// The columns of data formats, in order: each with what its cells are and its cell for a value.
type CellOf = fn(&MetricValue) -> Cell;
const COLUMNS: [(&str, Kind, CellOf); 17] = [
    ("period", Kind::Text, |v| Cell::Text(v.view.period.to_string())),
    ("as_of", Kind::Date, |v| Cell::Date(v.view.as_of)),
    ("by", Kind::Text, |v| Cell::Text(v.entity.by.clone())),
    ("entity_id", Kind::Text, |v| Cell::Text(v.entity.id.clone())),
    ("entity_name", Kind::Text, |v| Cell::Text(v.entity.name.clone())),
    ("metric", Kind::Text, |v| Cell::Text(v.metric.to_string())),
    ("numerator", Kind::EXACT, |v| number(v.numerator)),
    ("denominator", Kind::EXACT, |v| number(v.denominator)),
    ("value", Kind::EXACT, |v| number(v.value)),
    ("low_sample", Kind::Boolean, |v| Cell::Boolean(v.low_sample)),
    ("ci_low", Kind::EXACT, |v| number(v.interval.map(|(low, _)| low))),
    ("ci_high", Kind::EXACT, |v| number(v.interval.map(|(_, high)| high))),
    ("target", Kind::EXACT, |v| number(v.target)),
    ("attainment", Kind::EXACT, |v| number(v.attainment)),
    ("benchmark", Kind::EXACT, |v| number(v.benchmark)),
    ("gap", Kind::EXACT, |v| number(v.gap)),
    ("rank", Kind::Integer, |v| {
        v.rank.map_or(Cell::Null, |rank| Cell::Integer(rank.into()))
    }),
];

/// The values as data.
fn tabular(lines: &[Line], extras: Extras) -> Tabular {
    let own = COLUMNS.iter().map(|(name, kind, _)| Column::new(*name, *kind));
    let cells = |line: &Line| {
        let own = COLUMNS.iter().map(|(_, _, cell)| cell(&line.value));
        let extent = Cell::Text(line.extent.text());
        own.chain(extras.cells(line)).chain([extent]).collect()
    };
    let last = Column::new("coverage", Kind::Text);
    Tabular {
        columns: own.chain(extras.columns()).chain([last]).collect(),
        rows: lines.iter().map(cells).collect(),
    }
}

/// The values as a person reads them: titles, percent, money with marks.
fn drawn(workspace: &Workspace, catalog: &Catalog, lines: &[Line], extras: Extras) -> Result<String> {
    let texts = Context::texts_of(workspace)?;
    let locale = texts.locale();
    let format = Format::load(&workspace.library, locale)?;
    let mut heads = texts.heads("commands.kpi.heads");
    heads.extend(extras.heads(&texts));
    heads.push(texts.word("commands.kpi.coverage_head"));
    let mut rows = Vec::new();
    for line in lines {
        let v = &line.value;
        let metric = catalog.get(v.metric.as_str())?;
        let in_unit = |number: Option<Decimal>| number.map(|n| format.text(&measure::plain(metric, n))).transpose();
        let percent = v.attainment.map(|a| Format::percent(crate::decimal::Ratio::new(a, 1)));
        let mark = if v.low_sample {
            texts.word("commands.kpi.low_sample")
        } else {
            ""
        };
        let mut row = vec![
            metric.title(locale).to_owned(),
            entity_label(v),
            format!("{}{mark}", format.text(&measure::value(metric, v))?),
            v.numerator.map(crate::decimal::grouped).unwrap_or_default(),
            v.denominator.map(crate::decimal::grouped).unwrap_or_default(),
            in_unit(v.target)?.unwrap_or_default(),
            percent.unwrap_or_default(),
            in_unit(v.benchmark)?.unwrap_or_default(),
            v.rank.map(|r| r.to_string()).unwrap_or_default(),
        ];
        row.extend(extras.texts(metric, line));
        row.push(match &line.extent {
            Extent::Until(day) => day.to_string(),
            _ => texts.word("commands.kpi.known").to_owned(),
        });
        rows.push(row);
    }
    let numbers: Vec<usize> = (2..heads.len() - 1).collect();
    Ok(format!("{}\n", table(&heads, rows, &numbers)))
}
