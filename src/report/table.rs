//! Tables: the rows of a section's statement, each column written in the format its header names.
//!
//! A statement returns a column per column of the table. A share or average `x` needs two of them, `x` and `x_of`, so
//! that it is divided once, when it is shown. Formats with a colon are made of other columns: `state:done` is the state
//! word of the share `done`. With `group` in the header the rows are divided; a row whose `is_total` is true is the
//! total of its group.

use super::definition::SectionFile;
use super::error::ReportError;
use super::model::{Column, ColumnStyle, Difference, Group, Link, Plot, PlotKind, Table, Thresholds, Value};
use super::statement::{file_name, folder_name};
use super::words::Words;
use crate::decimal::{Decimal, Ratio};
use crate::diagnostic::Result;
use crate::incentive::plan::measure::MeasureName;
use crate::incentive::trace::Node;
use crate::incentive::words::Words as PayWords;
use crate::message::{Message, say};
use crate::metrics::interval::wilson;
use crate::metrics::{Catalog, Direction, Unit};
use crate::store::{Row, Rows};
use crate::workspace::Locale;

/// What tables need beside their rows.
pub struct Setting<'a> {
    /// Language of titles.
    pub locale: Locale,
    /// From where state words begin.
    pub thresholds: Thresholds,
    /// Titles of metrics.
    pub catalog: &'a Catalog,
    pub words: &'a Words,
    /// What titles may name, such as `{month}`.
    pub names: &'a [(&'a str, &'a str)],
}

/// How a column's values are made.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    Text,
    Id,
    Prose,
    /// The id of a metric, shown by its title.
    Metric,
    /// A code, shown by its word in the list.
    Word(String),
    /// What is suggested for the code in another column.
    Suggestion(String),
    Count,
    /// A count that stays empty where there is none.
    Some,
    Money,
    Date,
    /// Room to write by hand; the statement returns no such column.
    Hand,
    /// `x` of `x_of`.
    Share,
    /// The same, with a bar behind it.
    Bar,
    /// A quotient that is an amount of money.
    Average,
    /// A node of the ledger in the words of statements, with the titles of the ids it names.
    PayRow,
    /// What a component of a plan measures.
    Measure,
    /// A person, leading to the statement of the period and plan.
    Statement,
    Days,
    Score,
    PerTenThousand,
    /// The Wilson interval of another column.
    Interval(String),
    /// The state word of another column.
    State(String),
    /// Whether the Wilson intervals of two shares lie apart.
    Apart(String, String),
    /// One column against another, and which way is better.
    Change(String, String, Direction),
}

const FORMS: &str = "text, id, prose, metric, measure, pay_row, statement, word:LIST, suggestion:COLUMN, count, some, money, average, \
                     date, hand, share, bar, days, score, per_10000, interval:COLUMN, state:COLUMN, apart:COLUMN:COLUMN, \
                     change:COLUMN:COLUMN or change:COLUMN:COLUMN:lower";

impl Form {
    fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split(':').collect();
        let owned = |text: &str| text.to_owned();
        Some(match parts.as_slice() {
            ["text"] => Self::Text,
            ["id"] => Self::Id,
            ["prose"] => Self::Prose,
            ["metric"] => Self::Metric,
            ["word", list] => Self::Word(owned(list)),
            ["suggestion", column] => Self::Suggestion(owned(column)),
            ["count"] => Self::Count,
            ["some"] => Self::Some,
            ["money"] => Self::Money,
            ["average"] => Self::Average,
            ["pay_row"] => Self::PayRow,
            ["measure"] => Self::Measure,
            ["statement"] => Self::Statement,
            ["date"] => Self::Date,
            ["hand"] => Self::Hand,
            ["share"] => Self::Share,
            ["bar"] => Self::Bar,
            ["days"] => Self::Days,
            ["score"] => Self::Score,
            ["per_10000"] => Self::PerTenThousand,
            ["interval", column] => Self::Interval(owned(column)),
            ["state", column] => Self::State(owned(column)),
            ["apart", one, other] => Self::Apart(owned(one), owned(other)),
            ["change", value, base] => Self::Change(owned(value), owned(base), Direction::Higher),
            ["change", value, base, "lower"] => Self::Change(owned(value), owned(base), Direction::Lower),
            _ => return None,
        })
    }

    fn style(&self) -> ColumnStyle {
        match self {
            Self::Text
            | Self::Metric
            | Self::Word(_)
            | Self::State(_)
            | Self::Apart(..)
            | Self::Date
            | Self::PayRow
            | Self::Measure
            | Self::Statement => ColumnStyle::Text,
            Self::Hand => ColumnStyle::Hand,
            Self::Id => ColumnStyle::Id,
            Self::Prose | Self::Suggestion(_) => ColumnStyle::Prose,
            Self::Bar => ColumnStyle::Share,
            _ => ColumnStyle::Number,
        }
    }
}

/// The columns of a section's header.
struct Columns<'h> {
    names: Vec<&'h str>,
    forms: Vec<Form>,
}

/// The table of `file` with the rows its statement gave.
pub fn table(file: &SectionFile, rows: &Rows, setting: &Setting<'_>) -> Result<Table> {
    let columns = columns(file, rows, setting.locale)?;
    let titles = file.texts("columns", setting.locale);
    let heads = columns.forms.iter().zip(titles).map(|(form, title)| Column {
        title: crate::texts::fill(&title, setting.names),
        style: form.style(),
    });
    let heads = heads.collect();
    let mut groups: Vec<Group> = Vec::new();
    let (by, title) = (file.text_of("group"), file.text_of("group_title"));
    for row in rows.iter() {
        let id = if by.is_empty() { String::new() } else { row.text(by) };
        if groups.last().is_none_or(|group| group.id != id) {
            groups.push(Group {
                title: (!by.is_empty()).then(|| row.text(if title.is_empty() { by } else { title })),
                id,
                ..Group::default()
            });
        }
        let values = columns.values(row, setting);
        let group = groups.last_mut().expect("one was just made");
        if is_total(row) {
            group.total = Some(values);
        } else {
            group.rows.push(values);
        }
    }
    Ok(Table {
        columns: heads,
        groups,
        plot: plot(file, &columns)?,
        sheet_per_group: file.text_of("sheets") == "group",
    })
}

fn is_total(row: Row<'_>) -> bool {
    row.get("is_total") == Some(&crate::store::Cell::Boolean(true))
}

/// The columns a header names; all mistakes a header can have are told here.
fn columns<'h>(file: &'h SectionFile, rows: &Rows, locale: Locale) -> Result<Columns<'h>> {
    let (names, formats) = (file.list("columns"), file.list("formats"));
    let titles = file.texts("columns", locale).len();
    if names.is_empty() || names.len() != formats.len() || names.len() != titles {
        let message = format!(
            "the section `{}` has {} columns, {} formats and {titles} titles",
            file.id,
            names.len(),
            formats.len()
        );
        return Err(mistake(
            file,
            "columns",
            message,
            say!("errors.report.definition.as_many"),
        ));
    }
    let mut forms = Vec::new();
    for text in formats {
        let form = Form::parse(text).ok_or_else(|| {
            let message = format!("the section `{}` has a column of no known format: `{text}`", file.id);
            mistake(
                file,
                "formats",
                message,
                say!("errors.report.definition.formats", forms = FORMS.to_owned()),
            )
        })?;
        forms.push(form);
    }
    for needed in names.iter().zip(&forms).flat_map(|(name, form)| needed(name, form)) {
        if !rows.columns().is_empty() && !rows.columns().contains(&needed) {
            let message = format!("the statement of `{}` returns no column `{needed}`", file.id);
            let hint = say!("errors.report.definition.returns", columns = rows.columns().to_vec());
            return Err(mistake(file, "columns", message, hint));
        }
    }
    Ok(Columns { names, forms })
}

/// The columns of the statement that a column of the table is made of.
fn needed(name: &str, form: &Form) -> Vec<String> {
    let of = |name: &str| vec![name.to_owned(), format!("{name}_of")];
    let with = |ends: &[&str]| {
        let others = ends.iter().map(|end| format!("{name}_{end}"));
        std::iter::once(name.to_owned()).chain(others).collect()
    };
    match form {
        Form::Share | Form::Bar | Form::Average | Form::Days | Form::Score | Form::PerTenThousand => of(name),
        Form::PayRow => with(&["title", "part"]),
        Form::Statement => with(&["id", "period", "plan"]),
        Form::Interval(column) | Form::State(column) => of(column),
        Form::Apart(one, other) => [of(one), of(other)].concat(),
        Form::Suggestion(column) => vec![column.clone()],
        Form::Change(value, base, _) => vec![value.clone(), base.clone()],
        Form::Hand => Vec::new(),
        _ => vec![name.to_owned()],
    }
}

fn mistake(file: &SectionFile, field: &str, message: String, hint: Message) -> crate::diagnostic::Error {
    ReportError::Definition {
        message,
        place: Box::new(file.place(field)),
        hint,
    }
    .into()
}

impl Columns<'_> {
    fn values(&self, row: Row<'_>, setting: &Setting<'_>) -> Vec<Value> {
        let cell = |(name, form): (&&str, &Form)| value(row, name, form, setting);
        self.names.iter().zip(&self.forms).map(cell).collect()
    }
}

fn value(row: Row<'_>, name: &str, form: &Form, setting: &Setting<'_>) -> Value {
    let number = |make: fn(Decimal) -> Value| row.decimal(name).map_or(Value::Missing, |n| make(n.normalize()));
    match form {
        Form::Text | Form::Id | Form::Prose => Value::Text(row.text(name)),
        Form::Metric => Value::Text(title(setting, &row.text(name))),
        Form::Word(list) => Value::Text(setting.words.word(list, &row.text(name))),
        Form::Suggestion(column) => Value::Text(setting.words.suggestion(&row.text(column), setting.locale)),
        Form::Count => number(Value::Count),
        Form::Some => row.decimal(name).map_or(Value::Blank, |n| Value::Count(n.normalize())),
        Form::Money => number(Value::Money),
        Form::Average => ratio(row, name)
            .and_then(|r| r.rate(2))
            .map_or(Value::Missing, Value::Money),
        Form::PayRow => Value::Text(pay_row(row, name, setting)),
        Form::Measure => Value::Text(pay_words(setting, &[]).measure(&MeasureName::from(row.text(name)))),
        Form::Statement => statement(row, name, setting),
        Form::Hand => Value::Blank,
        Form::Date => row.date(name).map_or(Value::Blank, Value::Date),
        Form::Share | Form::Bar => quotient(row, name, Unit::Ratio),
        Form::Days => quotient(row, name, Unit::Days),
        Form::Score => quotient(row, name, Unit::Score),
        Form::PerTenThousand => quotient(row, name, Unit::PerTenThousand),
        Form::Interval(column) => interval(row, column),
        Form::State(column) => state(row, column, setting.thresholds),
        Form::Apart(one, other) => apart(row, one, other, setting.words),
        Form::Change(value, base, direction) => change(row, value, base, *direction),
    }
}

/// The words of statements and reviews, with the titles of a plan's ids.
fn pay_words(setting: &Setting<'_>, names: &[(String, String)]) -> PayWords {
    PayWords::new(setting.catalog, names, setting.locale)
}

/// A row of the ledger: `gate:ID/COMPONENT` with the titles of both in columns of their own, empty where there is none.
fn pay_row(row: Row<'_>, name: &str, setting: &Setting<'_>) -> String {
    let node = Node::parse(row.str(name));
    let titles = [("title", &node.id), ("part", &node.part)].map(|(end, id)| {
        let title = Some(row.text(&format!("{name}_{end}"))).filter(|title| !title.is_empty());
        id.clone().zip(title)
    });
    let named: Vec<_> = titles.into_iter().flatten().collect();
    pay_words(setting, &named).node(&node)
}

fn statement(row: Row<'_>, name: &str, setting: &Setting<'_>) -> Value {
    let of = |end: &str| row.text(&format!("{name}_{end}"));
    let period = of("period");
    let (folder, file) = (folder_name(&period, &of("plan")), file_name(&period, &of("id")));
    Value::Link(Box::new(Link {
        text: row.text(name),
        file: format!("{folder}/{file}.{}", setting.locale.tag()),
    }))
}

/// The title of a metric; its id if there is none of that name.
fn title(setting: &Setting<'_>, id: &str) -> String {
    let found = setting.catalog.get(id);
    found.map_or_else(|_| id.to_owned(), |metric| metric.title(setting.locale).to_owned())
}

fn ratio(row: Row<'_>, name: &str) -> Option<Ratio> {
    let ratio = Ratio::new(
        row.decimal(name)?.normalize(),
        row.decimal(&format!("{name}_of"))?.normalize(),
    );
    (!ratio.denominator.is_zero()).then_some(ratio)
}

fn quotient(row: Row<'_>, name: &str, unit: Unit) -> Value {
    ratio(row, name).map_or(Value::Missing, |r| Value::of(unit, r.numerator, Some(r.denominator)))
}

fn interval(row: Row<'_>, column: &str) -> Value {
    let ends = ratio(row, column).and_then(|r| wilson(r.numerator, r.denominator));
    ends.map_or(Value::Missing, |(low, high)| Value::Interval(Unit::Ratio, low, high))
}

/// Blank where one of the two has no interval.
fn apart(row: Row<'_>, one: &str, other: &str, words: &Words) -> Value {
    let ends = |column: &str| ratio(row, column).and_then(|r| wilson(r.numerator, r.denominator));
    match (ends(one), ends(other)) {
        (Some((low, high)), Some((other_low, other_high))) => {
            let code = if high < other_low || other_high < low {
                "yes"
            } else {
                "no"
            };
            Value::Text(words.word("apart", code))
        }
        _ => Value::Blank,
    }
}

fn state(row: Row<'_>, column: &str, thresholds: Thresholds) -> Value {
    ratio(row, column)
        .and_then(|r| thresholds.state(r))
        .map_or(Value::Blank, Value::State)
}

/// A share against a share, or a count against a count, whichever the statement returns.
fn change(row: Row<'_>, value: &str, base: &str, direction: Direction) -> Value {
    let is_share = |name: &str| row.get(&format!("{name}_of")).is_some();
    let read = |name: &str| {
        if is_share(name) {
            quotient(row, name, Unit::Ratio)
        } else {
            row.decimal(name)
                .map_or(Value::Missing, |n| Value::Count(n.normalize()))
        }
    };
    let (value, base) = (read(value), read(base));
    if value.is_missing() || base.is_missing() {
        return Value::Missing;
    }
    Value::Change(Box::new(Difference { value, base, direction }))
}

/// What the header wants drawn: `chart: pareto` of `chart_label` and `chart_values`.
fn plot(file: &SectionFile, columns: &Columns<'_>) -> Result<Option<Plot>> {
    let word = file.text_of("chart");
    if word.is_empty() {
        return Ok(None);
    }
    let Some((_, kind)) = PlotKind::ALL.into_iter().find(|(known, _)| *known == word) else {
        let known = PlotKind::ALL.map(|(word, _)| word).join(", ");
        let message = format!("the section `{}` has no chart `{word}`", file.id);
        return Err(mistake(
            file,
            "chart",
            message,
            say!("errors.report.definition.charts", known),
        ));
    };
    let place = |name: &str| columns.names.iter().position(|known| *known == name);
    let values: Option<Vec<usize>> = file.list("chart_values").into_iter().map(place).collect();
    match (place(file.text_of("chart_label")), values) {
        (Some(label), Some(values)) if !values.is_empty() => Ok(Some(Plot { kind, label, values })),
        _ => {
            let message = format!("the chart of `{}` is of columns the table does not have", file.id);
            let hint = say!("errors.report.definition.chart_columns");
            Err(mistake(file, "chart", message, hint))
        }
    }
}
