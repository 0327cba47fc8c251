//! Tables: the rows of a section's statement, each column written in the format its header names. With `group` in the header the
//! rows are divided; a row whose `is_total` is true is the total of its group.

use crate::decimal::{Decimal, Ratio};
use crate::diagnostic::Result;
use crate::incentive::plan::measure::MeasureName;
use crate::incentive::trace::Node;
use crate::incentive::words::Words as PayWords;
use crate::metrics::interval::wilson;
use crate::metrics::{Catalog, Direction, Unit};
use crate::report::declare::columns::{Columns, Form, columns, plot};
use crate::report::declare::definition::SectionDefinition;
use crate::report::model::{Column, Difference, Group, Link, Measure, State, Table, Thresholds, Value};
use crate::report::statement::{file_name, folder_name};
use crate::report::text::words::Words;
use crate::store::{Cell, Row, Rows};
use crate::texts::{fill, fill_with};
use crate::workspace::Locale;

/// What tables need beside their rows.
pub struct Setting<'a> {
    /// Language of titles.
    pub locale: Locale,
    /// From where state words begin.
    pub thresholds: Thresholds,
    /// Fewer cases than this are marked.
    pub low_sample: Decimal,
    /// Titles of metrics.
    pub catalog: &'a Catalog,
    pub words: &'a Words,
    /// What titles may name, such as `{month}`.
    pub names: &'a [(&'a str, &'a str)],
}

/// The table of `file` with the rows its statement gave.
pub fn table(file: &SectionDefinition, rows: &Rows, setting: &Setting<'_>) -> Result<Table> {
    let mut columns = columns(file, rows, setting.locale)?;
    let mut titles = file.texts("columns", setting.locale);
    for name in file.list("hide_empty") {
        let place = columns.names.iter().position(|column| *column == name);
        if let Some(place) = place.filter(|_| rows.iter().all(|row| row.text(name).is_empty())) {
            columns.names.remove(place);
            columns.forms.remove(place);
            titles.remove(place);
        }
    }
    let heads = columns.forms.iter().zip(titles).map(|(form, title)| Column {
        title: fill(&title, setting.names),
        style: form.style(),
    });
    let heads = heads.collect();
    let mut groups: Vec<Group> = Vec::new();
    let (by, title, list) = (
        file.text_of("group"),
        file.text_of("group_title"),
        file.text_of("group_words"),
    );
    let title = if title.is_empty() { by } else { title };
    for row in rows.iter() {
        let id = if by.is_empty() { String::new() } else { row.text(by) };
        if groups.last().is_none_or(|group| group.id != id) {
            groups.push(Group {
                title: (!by.is_empty()).then(|| word(row, title, list, setting.words)),
                id,
                ..Group::default()
            });
        }
        let values = values(&columns, row, setting);
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
        group_column: Some(file.text("group", setting.locale).to_owned()).filter(|title| !title.is_empty()),
        sheet_per_group: file.text_of("sheets") == "group",
    })
}

fn is_total(row: Row<'_>) -> bool {
    row.get("is_total") == Some(&Cell::Boolean(true))
}

fn values(columns: &Columns<'_>, row: Row<'_>, setting: &Setting<'_>) -> Vec<Value> {
    let cell = |(name, form): (&&str, &Form)| value(row, name, form, setting);
    columns.names.iter().zip(&columns.forms).map(cell).collect()
}

fn value(row: Row<'_>, name: &str, form: &Form, setting: &Setting<'_>) -> Value {
    let number = |make: fn(Decimal) -> Value| decimal(row, name).map_or(Value::Missing, make);
    match form {
        Form::Text | Form::Id | Form::Prose => Value::Text(row.text(name)),
        Form::Metric => Value::Text(title(setting, &row.text(name))),
        Form::Local | Form::LocalProse => Value::Text(row.text(&format!("{name}_{}", setting.locale.pick("zh", "en")))),
        Form::Word(list) | Form::Sentence(list) => Value::Text(word(row, name, list, setting.words)),
        Form::Suggestion(column) => Value::Text(setting.words.suggestion(&row.text(column), setting.locale)),
        Form::Count => number(Value::Count),
        Form::Some => decimal(row, name).map_or(Value::Blank, Value::Count),
        Form::Number => Some(row.text(name))
            .filter(|text| !text.is_empty())
            .map_or(Value::Missing, Value::Text),
        Form::Money => number(Value::Money),
        Form::Average => ratio(row, name)
            .and_then(|r| r.rate(2))
            .map_or(Value::Missing, Value::Money),
        Form::PayRow => Value::Text(pay_row(row, name, setting)),
        Form::Measure => Value::Text(pay_words(setting, &[]).measure(&MeasureName::from(row.text(name)))),
        Form::Statement => statement(row, name, setting),
        Form::Hand => Value::Blank,
        Form::Date => row.date(name).map_or(Value::Blank, Value::Date),
        Form::Period => row.str(name).parse().map_or(Value::Missing, Value::Period),
        Form::As(column) => {
            let own = Form::parse(row.str(column)).filter(|own| !matches!(own, Form::As(_)));
            own.map_or(Value::Missing, |own| value(row, name, &own, setting))
        }
        Form::Share | Form::Bar => quotient(row, name, Unit::Ratio),
        Form::Points => ratio(row, name).map_or(Value::Missing, Value::Points),
        Form::Cases(column) => cases(row, column, setting.low_sample),
        Form::Days => quotient(row, name, Unit::Days),
        Form::Score => quotient(row, name, Unit::Score),
        Form::PerTenThousand => quotient(row, name, Unit::PerTenThousand),
        Form::Interval(column) => interval(row, column),
        Form::State(column) => state(row, column, setting),
        Form::Apart(one, other) => intervals_differ(row, one, other, setting.words),
        Form::Change(value, base, direction) => change(row, value, base, *direction),
    }
}

/// The word of the code in a column, with the row's other columns in its `{places}`; the code itself if it has none.
fn word(row: Row<'_>, name: &str, list: &str, words: &Words) -> String {
    let code = row.text(name);
    let filled = |word| fill_with(word, |column| row.get(column).map(ToString::to_string));
    words.find(list, &code).map(filled).unwrap_or(code)
}

/// The words of statements and reviews, with the titles of a plan's ids.
fn pay_words(setting: &Setting<'_>, names: &[(String, String)]) -> PayWords {
    PayWords::new(setting.words.texts(), setting.catalog, names, setting.locale)
}

/// A row of the ledger: `gate:ID/COMPONENT` with the titles of both in columns of their own, empty where there is none; what is
/// no row, such as a total, by its word in the locale file.
fn pay_row(row: Row<'_>, name: &str, setting: &Setting<'_>) -> String {
    let node = Node::parse(row.str(name));
    let titles = [("title", &node.id), ("part", &node.part)].map(|(end, id)| {
        let title = Some(row.text(&format!("{name}_{end}"))).filter(|title| !title.is_empty());
        id.clone().zip(title)
    });
    let named: Vec<_> = titles.into_iter().flatten().collect();
    let said = pay_words(setting, &named).node(&node);
    if said == row.str(name) {
        setting.words.word("pay_row", &said)
    } else {
        said
    }
}

fn statement(row: Row<'_>, name: &str, setting: &Setting<'_>) -> Value {
    let of = |end: &str| row.text(&format!("{name}_{end}"));
    let period = of("period");
    let (folder, file) = (folder_name(&period, Some(&of("plan"))), file_name(&period, &of("id")));
    Value::Link(Box::new(Link {
        text: row.text(name),
        file: format!("{folder}/{file}.{}", setting.locale.tag()),
    }))
}

/// The title of a metric; its id if there is none of that name.
fn title(setting: &Setting<'_>, id: &str) -> String {
    let found = setting.catalog.if_any(id);
    found.map_or_else(|| id.to_owned(), |metric| metric.title(setting.locale).to_owned())
}

/// The number in a column; where columns hold words too, numbers are texts.
fn decimal(row: Row<'_>, name: &str) -> Option<Decimal> {
    let number = match row.get(name) {
        Some(Cell::Text(text)) => text.parse().ok(),
        _ => row.decimal(name),
    };
    number.map(|number: Decimal| number.normalize())
}

fn ratio(row: Row<'_>, name: &str) -> Option<Ratio> {
    let ratio = Ratio::new(decimal(row, name)?, decimal(row, &format!("{name}_of"))?);
    (!ratio.denominator.is_zero()).then_some(ratio)
}

fn quotient(row: Row<'_>, name: &str, unit: Unit) -> Value {
    ratio(row, name).map_or(Value::Missing, |r| Value::of(unit, r.numerator, Some(r.denominator)))
}

fn cases(row: Row<'_>, column: &str, low_sample: Decimal) -> Value {
    ratio(row, column).map_or(Value::Missing, |r| {
        Value::Cases(r.denominator, r.denominator < low_sample)
    })
}

fn interval(row: Row<'_>, column: &str) -> Value {
    let ends = ratio(row, column).and_then(|r| wilson(r.numerator, r.denominator));
    ends.map_or(Value::Missing, |(low, high)| Value::Interval(Unit::Ratio, low, high))
}

/// Blank where one of the two has no interval.
fn intervals_differ(row: Row<'_>, one: &str, other: &str, words: &Words) -> Value {
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

/// By the row's own target if it has one in `{column}_target`; none where `{column}_low` is true. Where `{column}_part` is, the
/// period is not over and the target a pace: the row is ahead of it or behind.
fn state(row: Row<'_>, column: &str, setting: &Setting<'_>) -> Value {
    let is = |end: &str| row.get(&format!("{column}_{end}")) == Some(&Cell::Boolean(true));
    let measure = Measure {
        value: quotient(row, column, Unit::Ratio),
        target: decimal(row, &format!("{column}_target")).map(|target| Value::plain(Unit::Ratio, target)),
        low_sample: is("low"),
        ..Measure::default()
    };
    match setting.thresholds.of(&measure, Direction::Higher) {
        Some(State::Achieved) if is("part") => Value::Text(setting.words.word("pace", "ahead")),
        Some(_) if is("part") => Value::Text(setting.words.word("pace", "behind")),
        Some(state) => Value::State(state),
        None => Value::Blank,
    }
}

/// A share against a share, or a count against a count, whichever the statement returns.
fn change(row: Row<'_>, value: &str, base: &str, direction: Direction) -> Value {
    let is_share = |name: &str| row.get(&format!("{name}_of")).is_some();
    let read = |name: &str| {
        if is_share(name) {
            quotient(row, name, Unit::Ratio)
        } else {
            decimal(row, name).map_or(Value::Missing, Value::Count)
        }
    };
    let (value, base) = (read(value), read(base));
    if value.is_missing() || base.is_missing() {
        return Value::Missing;
    }
    Value::Change(Box::new(Difference { value, base, direction }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Library;

    #[test]
    fn a_word_takes_values_of_its_row_and_what_is_no_code_stays_as_it_is() {
        let words = Words::load(&Library::shipped(), Locale::En).unwrap();
        let mut rows = Rows::new(["story", "told", "from_on", "days"].map(str::to_owned).to_vec());
        for (story, told) in [
            ("reinstated", ""),
            ("documented", "{days} days of talks"),
            ("Kept {days} days", ""),
        ] {
            rows.push(vec![
                Cell::Text(story.to_owned()),
                Cell::Text(told.to_owned()),
                Cell::Date("2026-05-02".parse().unwrap()),
                Cell::Integer(12),
            ]);
        }
        let said: Vec<String> = rows
            .iter()
            .map(|row| word(row, "story", "case_story", &words))
            .collect();
        assert_eq!(
            said,
            [
                "Lapsed 2026-05-02, reinstated after 12 days",
                "{days} days of talks",
                "Kept {days} days"
            ]
        );
    }
}
