//! Columns of a section's table: which the header names, in which formats, and what is drawn of them.
//!
//! A share or average `x` is made of two columns of the statement, `x` and `x_of`, so that it is divided once, when it is
//! shown. Formats with a colon are made of other columns: `state:done` is the state word of the share `done`.

use super::definition::{Kind, SectionDefinition};
use crate::diagnostic::Result;
use crate::message::{Message, say};
use crate::metrics::Direction;
use crate::report::error::ReportError;
use crate::report::model::{ColumnStyle, Plot, PlotKind};
use crate::store::Rows;
use crate::word::Word;
use crate::workspace::Locale;

/// How a column's values are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::report) enum Form {
    Text,
    Id,
    Prose,
    /// `x_zh` or `x_en`, whichever is the report's language.
    Local,
    /// The same of longer texts.
    LocalProse,
    /// The id of a metric, shown by its title.
    Metric,
    /// A code, shown by its word in the list.
    Word(String),
    /// The same of longer texts.
    Sentence(String),
    /// What is suggested for the code in another column.
    Suggestion(String),
    Count,
    /// A count that stays empty where there is none.
    Some,
    /// A number without a unit, with the digits it is given.
    Number,
    Money,
    Date,
    Period,
    /// In the format that another column names.
    As(String),
    /// Room to write by hand; the statement returns no such column.
    Hand,
    /// `x` of `x_of`.
    Share,
    /// The same, with a bar behind it.
    Bar,
    /// How many cases the share of another column is of, marked where they are few.
    Cases(String),
    /// A quotient that is an amount of money.
    Average,
    /// A node of the ledger in the words of statements, with the titles of the ids it names.
    PayRow,
    /// What a component of a plan measures.
    Measure,
    /// A person, leading to the statement of the period and plan.
    Statement,
    /// A difference of shares in percentage points, `x` of `x_of`.
    Points,
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

const FORMS: &str = "text, id, prose, local, local_prose, metric, measure, pay_row, statement, word:LIST, \
                     sentence:LIST, suggestion:COLUMN, count, some, number, money, average, date, period, as:COLUMN, hand, share, bar, cases:COLUMN, points, days, score, per_10000, interval:COLUMN, state:COLUMN, apart:COLUMN:COLUMN, \
                     change:COLUMN:COLUMN or change:COLUMN:COLUMN:lower";

impl Form {
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split(':').collect();
        let owned = |text: &str| text.to_owned();
        Some(match parts.as_slice() {
            ["text"] => Self::Text,
            ["id"] => Self::Id,
            ["prose"] => Self::Prose,
            ["local"] => Self::Local,
            ["local_prose"] => Self::LocalProse,
            ["metric"] => Self::Metric,
            ["word", list] => Self::Word(owned(list)),
            ["sentence", list] => Self::Sentence(owned(list)),
            ["suggestion", column] => Self::Suggestion(owned(column)),
            ["count"] => Self::Count,
            ["some"] => Self::Some,
            ["number"] => Self::Number,
            ["period"] => Self::Period,
            ["as", column] => Self::As(owned(column)),
            ["money"] => Self::Money,
            ["average"] => Self::Average,
            ["pay_row"] => Self::PayRow,
            ["measure"] => Self::Measure,
            ["statement"] => Self::Statement,
            ["date"] => Self::Date,
            ["hand"] => Self::Hand,
            ["share"] => Self::Share,
            ["bar"] => Self::Bar,
            ["cases", column] => Self::Cases(owned(column)),
            ["points"] => Self::Points,
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

    pub fn style(&self) -> ColumnStyle {
        match self {
            Self::Text
            | Self::Local
            | Self::Metric
            | Self::Word(_)
            | Self::State(_)
            | Self::Apart(..)
            | Self::Date
            | Self::Period
            | Self::PayRow
            | Self::Measure
            | Self::Statement => ColumnStyle::Text,
            Self::Hand => ColumnStyle::Hand,
            Self::Id => ColumnStyle::Id,
            Self::Prose | Self::LocalProse | Self::Sentence(_) | Self::Suggestion(_) => ColumnStyle::Prose,
            Self::Bar => ColumnStyle::Share,
            _ => ColumnStyle::Number,
        }
    }
}

/// The columns of a section's header.
pub(in crate::report) struct Columns<'h> {
    pub names: Vec<&'h str>,
    pub forms: Vec<Form>,
}

/// The columns a header names; all mistakes a header can have are told here.
pub(in crate::report) fn columns<'h>(file: &'h SectionDefinition, rows: &Rows, locale: Locale) -> Result<Columns<'h>> {
    let (names, formats) = (file.list("columns"), file.list("formats"));
    // Columns of sentences have no heads.
    let titles = match file.kind {
        Kind::Highlights => names.len(),
        _ => file.texts("columns", locale).len(),
    };
    if names.is_empty() || names.len() != formats.len() || names.len() != titles {
        let (columns, formats) = (names.len(), formats.len());
        let message = say!(
            "errors.report.definition.uneven_columns",
            id = file.id,
            columns,
            formats,
            titles
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
            let message = say!(
                "errors.report.definition.unknown_format",
                id = file.id,
                text = (*text).to_owned()
            );
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
            let message = say!("errors.report.definition.no_column", id = file.id, needed);
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
        Form::Share | Form::Bar | Form::Points | Form::Average | Form::Days | Form::Score | Form::PerTenThousand => {
            of(name)
        }
        Form::Local | Form::LocalProse => vec![format!("{name}_zh"), format!("{name}_en")],
        Form::PayRow => with(&["title", "part"]),
        Form::Statement => with(&["id", "period", "plan"]),
        Form::Interval(column) | Form::State(column) | Form::Cases(column) => of(column),
        Form::Apart(one, other) => [of(one), of(other)].concat(),
        Form::Suggestion(column) => vec![column.clone()],
        Form::As(column) => vec![name.to_owned(), column.clone()],
        Form::Change(value, base, _) => vec![value.clone(), base.clone()],
        Form::Hand => Vec::new(),
        _ => vec![name.to_owned()],
    }
}

fn mistake(file: &SectionDefinition, field: &str, message: Message, hint: Message) -> crate::diagnostic::Error {
    ReportError::Definition {
        message,
        place: Box::new(file.place(field)),
        hint,
    }
    .into()
}

/// What the header wants drawn: `chart: pareto` of `chart_label` and `chart_values`.
pub(in crate::report) fn plot(file: &SectionDefinition, columns: &Columns<'_>) -> Result<Option<Plot>> {
    let word = file.text_of("chart");
    if word.is_empty() {
        return Ok(None);
    }
    let Some(kind) = PlotKind::of_word(word) else {
        let known: Vec<&str> = PlotKind::WORDS.iter().map(|(word, _)| *word).collect();
        let known = known.join(", ");
        let message = say!(
            "errors.report.definition.unknown_chart",
            id = file.id,
            word = word.to_owned()
        );
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
            let message = say!("errors.report.definition.chart_of_nothing", id = file.id);
            let hint = say!("errors.report.definition.chart_columns");
            Err(mistake(file, "chart", message, hint))
        }
    }
}
