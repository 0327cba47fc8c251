//! `kpi`: values of metrics for a period, by level or property.

use std::io::Write;

use clap::ValueEnum;

use super::output::{guarded, table};
use super::{Context, Outcome};
use crate::decimal::Decimal;
use crate::diagnostic::{Error, Result};
use crate::metrics::{Catalog, Dimension, Filter, Metric, MetricValue, RollUp, Run, Sums};
use crate::period::{Period, View, parse_day};
use crate::report::format::Format;
use crate::report::measure;
use crate::store::Store;
use crate::workspace::Workspace;

// Not a doc comment, which would have to quote the words.
const BY_HELP: &str = "Split by one or several of company, region, branch, team, specialist, product_line, channel, \
                       premium_mode, due_no, stage, customer_class";

#[derive(clap::Args)]
pub(super) struct Args {
    /// Day, ISO week, month, quarter, year or range: 2026-03-14, 2026-W11, 2026-03, 2026-Q1, 2026, DAY..DAY
    #[arg(long, value_name = "P")]
    period: String,
    /// Only facts up to this day; by default the period's last
    #[arg(long, value_name = "DAY")]
    as_of: Option<String>,
    #[arg(long, value_name = "DIM,...", help = BY_HELP, default_value = "company", value_delimiter = ',')]
    by: Vec<String>,
    /// Only these metrics; `duebook metrics` lists them
    #[arg(long = "metric", value_name = "M,...", value_delimiter = ',')]
    metrics: Vec<String>,
    /// Only rows with this property, such as channel=agency; may be repeated
    #[arg(long = "where", value_name = "DIM=VALUE")]
    filters: Vec<String>,
    /// How the values are written
    #[arg(long, value_enum, default_value_t = OutputFormat::Table)]
    format: OutputFormat,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OutputFormat {
    /// For reading
    Table,
    /// UTF-8 CSV with the columns of docs/metrics.md
    Csv,
    /// One JSON array
    Json,
}

/// The arguments as types: everything that is wrong with them is found before the store is opened.
struct Question {
    view: View,
    by: Vec<Dimension>,
    filters: Vec<Filter>,
}

impl Question {
    fn parse(args: &Args) -> Result<Self> {
        let period: Period = args.period.parse()?;
        let as_of = args.as_of.as_deref().map(parse_day).transpose()?;
        let by = args
            .by
            .iter()
            .map(|word| Dimension::parse(word))
            .collect::<std::result::Result<_, _>>()?;
        let filters = args
            .filters
            .iter()
            .map(|text| Filter::parse(text))
            .collect::<std::result::Result<_, _>>()?;
        Ok(Self {
            view: View::new(period, as_of),
            by,
            filters,
        })
    }
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    let question = Question::parse(args)?;
    let catalog = Catalog::load(&workspace.library)?;
    let metrics = chosen(&catalog, &args.metrics)?;
    let values = evaluate(&workspace, &catalog, &metrics, &question)?;
    if values.is_empty() {
        context.say(
            workspace
                .settings
                .locale
                .pick("没有数据：该期间没有相关记录", "no data: nothing in this period"),
        );
    }
    match args.format {
        OutputFormat::Table => print_table(&workspace, &catalog, &values)?,
        OutputFormat::Csv => print_csv(&values),
        OutputFormat::Json => print_json(&values),
    }
    Ok(Outcome::Done)
}

/// The metrics named, or all; all unknown names at once.
fn chosen<'c>(catalog: &'c Catalog, names: &[String]) -> Result<Vec<&'c Metric>> {
    if names.is_empty() {
        return Ok(catalog.metrics().collect());
    }
    let mut found = Vec::new();
    let mut errors: Option<Error> = None;
    for name in names {
        match catalog.get(name) {
            Ok(metric) => found.push(metric),
            Err(error) => {
                errors = Some(match errors {
                    Some(earlier) => earlier.and(error),
                    None => error,
                });
            }
        }
    }
    errors.map_or(Ok(found), Err)
}

fn evaluate(
    workspace: &Workspace,
    catalog: &Catalog,
    metrics: &[&Metric],
    question: &Question,
) -> Result<Vec<MetricValue>> {
    let store = Store::open(workspace, &[])?;
    let run = Run::new(&store, &workspace.settings.metrics, &[question.view])?;
    let dimensions: Vec<Dimension> = question
        .by
        .iter()
        .copied()
        .chain(question.filters.iter().map(|f| f.dimension))
        .collect();
    let sums = Sums::compute(&run, catalog, metrics, &dimensions)?;
    sums.values(RollUp {
        by: &question.by,
        filters: &question.filters,
    })
}

/// The columns of csv and json, in order, each with its text for a value.
type TextOf = fn(&MetricValue) -> String;
const COLUMNS: [(&str, TextOf); 17] = [
    ("period", |v| v.view.period.to_string()),
    ("as_of", |v| v.view.as_of.to_string()),
    ("by", |v| v.entity.by.clone()),
    ("entity_id", |v| v.entity.id.clone()),
    ("entity_name", |v| v.entity.name.clone()),
    ("metric", |v| v.metric.to_string()),
    ("numerator", |v| number(v.numerator)),
    ("denominator", |v| number(v.denominator)),
    ("value", |v| number(v.value)),
    ("low_sample", |v| v.low_sample.to_string()),
    ("ci_low", |v| number(v.interval.map(|(low, _)| low))),
    ("ci_high", |v| number(v.interval.map(|(_, high)| high))),
    ("target", |v| number(v.target)),
    ("attainment", |v| number(v.attainment)),
    ("benchmark", |v| number(v.benchmark)),
    ("gap", |v| number(v.gap)),
    ("rank", |v| v.rank.map(|r| r.to_string()).unwrap_or_default()),
];

fn number(value: Option<Decimal>) -> String {
    value.map(|d| d.to_string()).unwrap_or_default()
}

fn print_csv(values: &[MetricValue]) {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let heads = COLUMNS.map(|(name, _)| name.to_owned());
    let rows = values.iter().map(|v| COLUMNS.map(|(_, text)| guarded(text(v))));
    for record in std::iter::once(heads).chain(rows) {
        writer.write_record(record).expect("writing to memory does not fail");
    }
    print(&writer.into_inner().expect("memory needs no flush"));
}

/// Numbers stay exact: they are written as they are, never through a binary float.
fn print_json(values: &[MetricValue]) {
    let rows = values.iter().map(|v| {
        let fields = COLUMNS
            .iter()
            .map(|(name, text)| format!("\"{name}\": {}", json(name, &text(v))));
        format!("  {{{}}}", fields.collect::<Vec<_>>().join(", "))
    });
    let rows: Vec<String> = rows.collect();
    let text = if rows.is_empty() {
        "[]\n".to_owned()
    } else {
        format!("[\n{}\n]\n", rows.join(",\n"))
    };
    print(text.as_bytes());
}

fn json(column: &str, text: &str) -> String {
    const TEXTS: [&str; 6] = ["period", "as_of", "by", "entity_id", "entity_name", "metric"];
    if TEXTS.contains(&column) {
        serde_json::Value::from(text).to_string()
    } else if text.is_empty() {
        "null".to_owned()
    } else {
        text.to_owned()
    }
}

/// A reader that is gone (`| head`) is no error.
fn print(bytes: &[u8]) {
    let _ = std::io::stdout().write_all(bytes);
}

fn print_table(workspace: &Workspace, catalog: &Catalog, values: &[MetricValue]) -> Result<()> {
    let locale = workspace.settings.locale;
    let format = Format::load(&workspace.library, locale)?;
    let heads: Vec<&str> = [
        ("指标", "metric"),
        ("对象", "entity"),
        ("数值", "value"),
        ("分子", "numerator"),
        ("分母", "denominator"),
        ("目标", "target"),
        ("达成", "attainment"),
        ("基准", "benchmark"),
        ("名次", "rank"),
    ]
    .map(|(zh, en)| locale.pick(zh, en))
    .to_vec();
    let mut rows = Vec::new();
    for v in values {
        let metric = catalog.get(v.metric.as_str())?;
        let in_unit = |number: Option<Decimal>| number.map(|n| format.text(&measure::plain(metric, n))).transpose();
        let percent = v.attainment.map(|a| Format::percent(crate::decimal::Ratio::new(a, 1)));
        let mark = if v.low_sample {
            locale.pick("（低样本）", " (low sample)")
        } else {
            ""
        };
        rows.push(vec![
            metric.title(locale).to_owned(),
            entity_label(v),
            format!("{}{mark}", format.text(&measure::value(metric, v))?),
            v.numerator.map(crate::decimal::grouped).unwrap_or_default(),
            v.denominator.map(crate::decimal::grouped).unwrap_or_default(),
            in_unit(v.target)?.unwrap_or_default(),
            percent.unwrap_or_default(),
            in_unit(v.benchmark)?.unwrap_or_default(),
            v.rank.map(|r| r.to_string()).unwrap_or_default(),
        ]);
    }
    print(format!("{}\n", table(&heads, rows, &[2, 3, 4, 5, 6, 7, 8])).as_bytes());
    Ok(())
}

fn entity_label(v: &MetricValue) -> String {
    if v.entity.name == v.entity.id {
        v.entity.id.clone()
    } else {
        format!("{} {}", v.entity.id, v.entity.name)
    }
}
