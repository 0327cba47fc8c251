//! The forms people fill in and give back: a workbook for each specialist with a diary and the reviews of service, with lists to
//! choose from, and the list of the reviews that go out.
//!
//! What stands on a sheet is said by `queries/worklist/forms.toml`, its headers are those of the layout by which `ingest` reads it
//! back; hidden columns say whose line it is. What was known is filled in; nothing is locked, so that people can work as they do.
//! The forms are Chinese in every language, as are their headers.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DocProperties, Format, FormatAlign, FormatBorder, Workbook,
    Worksheet, XlsxError,
};
use serde::Deserialize;
use unicode_width::UnicodeWidthStr;

use super::error::ReportError;
use super::prepare::Prepared;
use super::scope::Scope;
use super::words::Words;
use crate::contract::{Column, Contract, Kind};
use crate::diagnostic::Result;
use crate::file_name::file_part;
use crate::store::{Cell, Params, Row, Rows, Store};
use crate::tabular::{self, Tabular};
use crate::workspace::{Locale, write_file};

const FORMS: &str = "queries/worklist/forms.toml";
const ROWS: &str = "queries/worklist/forms";
const LAYOUTS: &str = "queries/ingest/layouts";

/// Where the headers stand: below the title and what to know.
const HEAD: u32 = 2;
/// Characters beside each other that can still be read on a printed page.
const PAGE_WIDTH: u32 = 150;
/// How high lines are, in points: room to write by hand as well.
const LINE_HEIGHT: f64 = 24.0;
/// Characters of all words of a list together, as workbooks allow.
const LONGEST_LIST: usize = 255;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Forms {
    sheet: Vec<Sheet>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    name: String,
    layout: String,
    rows: String,
    spare: u32,
    hidden: BTreeSet<String>,
    known: BTreeMap<String, String>,
    choices: BTreeMap<String, Choice>,
}

/// What may be chosen.
#[derive(Deserialize)]
#[serde(untagged)]
enum Choice {
    /// The words of a column of the data: `activities.kind`.
    Of(String),
    Words(Vec<String>),
}

/// What a layout says of the sheets it reads.
#[derive(Deserialize)]
struct Layout {
    shape: Shape,
}

#[derive(Deserialize)]
struct Shape {
    headers: Vec<String>,
    #[serde(default)]
    words: BTreeMap<String, toml::Table>,
}

/// A sheet ready to be written for anybody.
struct Form {
    sheet: Sheet,
    headers: Vec<String>,
    /// By place of the header, what may be chosen.
    choices: BTreeMap<u16, Vec<String>>,
    /// By header, the column of the query it is filled with and how its words are said.
    known: BTreeMap<String, Known>,
    lines: BTreeMap<String, Vec<Line>>,
}

/// A column of the query, and by its words what they are called.
struct Known {
    column: String,
    words: BTreeMap<String, String>,
    /// The list of the locale's words, where its words are none of the data.
    list: Option<String>,
}

/// What is known of a line, by the column of its query.
type Line = BTreeMap<String, Cell>;

/// Writes a workbook for each specialist of `scope` into `folder`, and `service_reviews.csv` with the reviews that go out on the
/// day of `prepared`; the files written.
pub fn write(prepared: &Prepared<'_>, store: &Store, scope: &Scope, folder: &Path) -> Result<Vec<PathBuf>> {
    let library = store.library();
    let words = Words::load(library, Locale::ZhCn)?;
    let day = prepared.view.period.last_on();
    let params = scope.params().with("last_on", day);
    let params = params
        .with("as_of", prepared.view.as_of)
        .with("period_no", prepared.views.own_no());
    store.run(&format!("{ROWS}/review_items.sql"), &params)?;
    let contract = Contract::load(library)?;
    let forms: Forms = library.get(FORMS)?.toml()?;
    let forms = forms
        .sheet
        .into_iter()
        .map(|sheet| Form::load(sheet, store, (&contract, &words), &params));
    let forms = forms.collect::<Result<Vec<_>>>()?;
    let people = store.rows(&format!("{ROWS}/people.sql"), &params)?;
    let hints = [words.texts().get("forms.hint")?, words.texts().get("forms.nothing")?];
    let mut written = Vec::new();
    for person in people.iter() {
        let (id, name) = (person.text("specialist_id"), person.text("specialist_name"));
        let bytes = workbook(&forms, hints, day, (&id, &name)).map_err(ReportError::from)?;
        let path = folder.join(format!("活动日志_{day}_{}_{}.xlsx", file_part(&id), file_part(&name)));
        write_file(&path, &bytes)?;
        written.push(path);
    }
    let ids: BTreeSet<String> = people.iter().map(|person| person.text("specialist_id")).collect();
    let path = folder.join("service_reviews.csv");
    write_file(&path, &tabular::csv(&issued(store, &params, &ids)?, true))?;
    written.push(path);
    Ok(written)
}

/// The reviews that go out, of these people.
fn issued(store: &Store, params: &Params, people: &BTreeSet<String>) -> Result<Tabular> {
    let rows = store.rows(&format!("{ROWS}/issued.sql"), params)?;
    let kind = |name: &str| {
        if name == "issued_on" {
            tabular::Kind::Date
        } else {
            tabular::Kind::Text
        }
    };
    let own = rows.iter().filter(|row| people.contains(&row.text("specialist_id")));
    Ok(Tabular {
        columns: rows
            .columns()
            .iter()
            .map(|name| tabular::Column::new(name.clone(), kind(name)))
            .collect(),
        rows: own.map(|row| row.cells().to_vec()).collect(),
    })
}

impl Form {
    fn load(sheet: Sheet, store: &Store, (contract, words): (&Contract, &Words), params: &Params) -> Result<Self> {
        let library = store.library();
        let layout: Layout = library.get(&format!("{LAYOUTS}/{}.toml", sheet.layout))?.toml()?;
        let headers = layout.shape.headers;
        let mut choices = BTreeMap::new();
        for (place, header) in (0_u16..).zip(&headers) {
            match sheet.choices.get(header) {
                Some(Choice::Words(words)) => drop(choices.insert(place, words.clone())),
                Some(Choice::Of(column)) => {
                    let words = words_of(column_of(contract, column)?, &layout.shape.words);
                    choices.insert(place, words);
                }
                None => {}
            }
        }
        let rows = store.rows(&format!("{ROWS}/{}.sql", sheet.rows), params)?;
        let mut lines: BTreeMap<String, Vec<Line>> = BTreeMap::new();
        for row in rows.iter() {
            lines
                .entry(row.text("specialist_id"))
                .or_default()
                .push(line_of(row, rows.columns()));
        }
        let known = sheet.known.iter();
        let known = known.map(|(header, said)| Ok((header.clone(), Known::load(said, contract)?)));
        let mut known = known.collect::<Result<BTreeMap<_, _>>>()?;
        for known in known.values_mut() {
            known.take_words(words, &rows);
        }
        Ok(Self {
            sheet,
            headers,
            choices,
            known,
            lines,
        })
    }

    /// The lines of a person: those that are known, then empty ones that only say whose they are.
    fn lines_of(&self, day: NaiveDate, person: &str) -> Vec<Line> {
        let known = self.lines.get(person).cloned().unwrap_or_default();
        let spare = (0..self.sheet.spare).map(|_| Line::new());
        let all = known.into_iter().chain(spare).zip(1_u32..);
        let lines = all.map(|(mut line, number)| {
            let source = if line.is_empty() { "self" } else { "worklist" };
            let compact = day.format("%Y%m%d");
            let mut say = |name: &str, text: String| drop(line.insert(name.to_owned(), Cell::Text(text)));
            say("source", source.to_owned());
            say("line_id", format!("F-{compact}-{person}-{number:03}"));
            say("specialist_id", person.to_owned());
            say("on_day", day.to_string());
            if let (Some(form), Some(item)) = (line.get("form").cloned(), line.get("due_id").cloned()) {
                let review = format!("{form}-{compact}-{person}-{item}");
                line.insert("review_id".to_owned(), Cell::Text(review));
            }
            line
        });
        lines.collect()
    }

    fn write(
        &self,
        sheet: &mut Worksheet,
        [hint, nothing]: [&str; 2],
        day: NaiveDate,
        (person, name): (&str, &str),
    ) -> std::result::Result<(), XlsxError> {
        let styles = Styles::new();
        sheet.set_name(&self.sheet.name)?;
        let lines = self.lines_of(day, person);
        let hint = if lines.is_empty() { nothing } else { hint };
        let title = format!("{} {day} {name}（{person}）", self.sheet.name);
        // Not in the first column, which is printed on every page.
        sheet.write_string_with_format(0, 1, &title, &styles.title)?;
        sheet.write_string_with_format(1, 1, hint, &styles.hint)?;
        let last = HEAD + u32::try_from(lines.len()).unwrap_or(u32::MAX - HEAD);
        for row in HEAD..=last {
            sheet.set_row_height(row, LINE_HEIGHT)?;
        }
        let mut printed = 0;
        for (place, header) in (0_u16..).zip(&self.headers) {
            let known = self.known.get(header);
            let is_known = known.is_some();
            sheet.write_string_with_format(HEAD, place, header, &styles.head)?;
            let mut widest = header.width();
            for (row, line) in (HEAD + 1..).zip(&lines) {
                let text = known.map(|known| known.said(line)).unwrap_or_default();
                widest = widest.max(text.width());
                let style = if is_known && !text.is_empty() {
                    &styles.known
                } else {
                    &styles.open
                };
                sheet.write_string_with_format(row, place, text, style)?;
            }
            let room = if is_known || self.choices.contains_key(&place) {
                2
            } else {
                6
            };
            let width = u32::try_from(widest.min(28) + room).unwrap_or(30);
            sheet.set_column_width(place, width)?;
            if self.sheet.hidden.contains(header) {
                sheet.set_column_hidden(place)?;
            } else {
                printed += width;
            }
            if let Some(words) = self.choices.get(&place).filter(|_| last > HEAD) {
                let validation = DataValidation::new()
                    .allow_list_strings(words)?
                    .set_error_style(DataValidationErrorStyle::Warning);
                sheet.add_data_validation(HEAD + 1, place, last, place, &validation)?;
            }
        }
        sheet.set_freeze_panes(HEAD + 1, 1)?;
        // As many columns on a page as can be read; the customer stands on each.
        let pages = u16::try_from(printed.div_ceil(PAGE_WIDTH)).unwrap_or(1);
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(pages, 0);
        sheet.set_footer(format!("&L{}&R&P / &N", title.replace('&', "&&")));
        sheet.set_repeat_rows(HEAD, HEAD)?;
        sheet.set_repeat_columns(0, 0)?;
        Ok(())
    }
}

struct Styles {
    title: Format,
    hint: Format,
    head: Format,
    known: Format,
    open: Format,
}

impl Styles {
    fn new() -> Self {
        // Text, so that a time or a number stays as it was typed.
        let cell = || {
            Format::new()
                .set_num_format("@")
                .set_border(FormatBorder::Thin)
                .set_align(FormatAlign::VerticalCenter)
        };
        Self {
            title: Format::new().set_bold().set_font_size(14),
            hint: Format::new().set_font_color(Color::RGB(0x59_59_59)),
            head: cell().set_bold().set_background_color(Color::RGB(0xE7_EC_F2)),
            known: cell().set_background_color(Color::RGB(0xF4_F4_F4)),
            open: cell(),
        }
    }
}

fn workbook(
    forms: &[Form],
    hints: [&str; 2],
    day: NaiveDate,
    whose: (&str, &str),
) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_creation_datetime(&day));
    for form in forms {
        form.write(book.add_worksheet(), hints, day, whose)?;
    }
    book.save_to_buffer()
}

fn line_of(row: Row<'_>, columns: &[String]) -> Line {
    columns.iter().cloned().zip(row.cells().iter().cloned()).collect()
}

impl Known {
    /// `reason`, or with what its words are: `reason task` (a list of the locale), `form service_reviews.form` (the data's).
    fn load(said: &str, contract: &Contract) -> Result<Self> {
        let (column, words) = said.split_once(' ').unwrap_or((said, ""));
        let mut known = Self {
            column: column.to_owned(),
            words: BTreeMap::new(),
            list: None,
        };
        if words.contains('.') {
            let column = column_of(contract, words)?;
            let names = column.words.keys().cloned().zip(first_words(column));
            known.words = names.collect();
        } else if !words.is_empty() {
            known.list = Some(words.to_owned());
        }
        Ok(known)
    }

    /// Looks up what the words of its list that stand in `rows` are called.
    fn take_words(&mut self, words: &Words, rows: &Rows) {
        let Some(list) = &self.list else { return };
        let codes = rows.iter().map(|row| row.text(&self.column));
        self.words = codes.map(|code| (code.clone(), words.word(list, &code))).collect();
    }

    fn said(&self, line: &Line) -> String {
        let text = line.get(&self.column).map(ToString::to_string).unwrap_or_default();
        self.words.get(&text).cloned().unwrap_or(text)
    }
}

fn column_of<'c>(contract: &'c Contract, said: &str) -> Result<&'c Column> {
    let (table, column) = said.split_once('.').unwrap_or((said, ""));
    let found = contract.table(table)?.column(column);
    let said = said.to_owned();
    found.ok_or_else(|| ReportError::FormColumn { said }.into())
}

/// The words of a column as people write them: those of its list, yes and no, or those its layout knows.
fn words_of(column: &Column, own: &BTreeMap<String, toml::Table>) -> Vec<String> {
    let own = || own.get(&column.name).map(|words| words.keys().cloned().collect());
    let mut words = match column.kind {
        Kind::Boolean => vec!["是".to_owned(), "否".to_owned()],
        _ if column.words.is_empty() => own().unwrap_or_default(),
        _ => first_words(column),
    };
    while words.iter().map(|word| word.encode_utf16().count() + 1).sum::<usize>() > LONGEST_LIST {
        words.pop();
    }
    words
}

/// Of each word of a column the first of the other ways to write it, which is how people say it.
fn first_words(column: &Column) -> Vec<String> {
    let first = |others: &toml::Value| Some(others.as_array()?.first()?.as_str()?.to_owned());
    let words = column.words.iter();
    words
        .map(|(word, others)| first(others).unwrap_or_else(|| word.clone()))
        .collect()
}
