//! Tables of a web page, which many core systems call an Excel export: an HTML table saved as `.xls`.
//!
//! The page is read as a stream of tags; nothing is kept but the row in the making. Each table is a sheet. The text of a
//! table inside a cell belongs to the cell. Cells and rows need not be closed, but the table must be: a page that ends
//! inside a table is a copy that was cut off, and its last number may be too. Formats, styles, scripts and comments say
//! nothing, and neither does the encoding a page claims to have: its bytes tell.

use std::cell::{Cell, RefCell};
use std::io::Read;
use std::path::Path;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::{LocalName, local_name};

use super::grid::Grid;
use super::markup::first_element;
use super::sheet::MOST_SHEETS;
use super::spans::Spans;
use super::{Context, InputFile, Sheet, Source, bounded};
use crate::diagnostic::Result;
use crate::ingest::error::{IngestError, Limit};
use crate::ingest::values::trim;
use crate::message::say;

const CHUNK: usize = 1 << 15;

/// What browsers allow.
const MOST_ACROSS: u64 = 1_000;
const MOST_DOWN: u64 = 65_534;

/// Texts above a table that may be titles of it, and how long a title is in bytes.
const MOST_ABOVE: usize = 20;
const LONGEST_TITLE: usize = 300;

/// Pages with tables.
pub struct Html;

impl Source for Html {
    fn recognises(&self, file: &InputFile) -> bool {
        let Some(element) = first_element(&file.head) else {
            return false;
        };
        let is_page = matches!(
            element.as_str(),
            "html" | "head" | "meta" | "title" | "style" | "body" | "table" | "!doctype"
        );
        is_page || matches!(file.extension().as_str(), "html" | "htm" | "xls")
    }

    fn open(&self, file: &InputFile, context: &Context<'_>) -> Result<Vec<Sheet>> {
        let text = file.text(context.scratch)?;
        let sheets = read(&text, &file.shown, context)?;
        context.scratch.discard(&text);
        Ok(sheets)
    }
}

fn read(text: &Path, shown: &Path, context: &Context<'_>) -> Result<Vec<Sheet>, IngestError> {
    let unreadable = |e: std::io::Error| IngestError::unreadable(shown, &e);
    let (mut input, fuel) = bounded::open(text, u64::MAX).map_err(unreadable)?;
    let page = Tokenizer::new(Page::new(context, shown), TokenizerOpts::default());
    let queue = BufferQueue::default();
    let (mut chunk, mut kept, mut quiet) = (vec![0; CHUNK], 0, 0);
    loop {
        fuel.refill();
        let read = input.read(&mut chunk[kept..]).map_err(unreadable)?;
        if read == 0 {
            break;
        }
        let filled = kept + read;
        let whole = match std::str::from_utf8(&chunk[..filled]) {
            Ok(text) => text,
            // The end of the chunk cuts a character; the file as a whole is known to be UTF-8.
            Err(error) => std::str::from_utf8(&chunk[..error.valid_up_to()]).unwrap_or_default(),
        };
        let before = page.sink.tokens.get();
        queue.push_back(StrTendril::from_slice(whole));
        let _ = page.feed(&queue);
        // The tokenizer holds a tag or comment until it ends.
        quiet = if page.sink.tokens.get() == before {
            quiet + whole.len() as u64
        } else {
            0
        };
        let most = context.limits.max_text_bytes;
        if quiet > most {
            return Err(Limit::TextBytes(most).passed_by(shown));
        }
        let whole = whole.len();
        chunk.copy_within(whole..filled, 0);
        kept = filled - whole;
        if page.sink.has_failed() {
            break;
        }
    }
    page.sink.is_ending.set(true);
    page.end();
    page.sink.state.into_inner().finish()
}

/// Takes the tags and texts of a page.
struct Page<'a> {
    state: RefCell<State<'a>>,
    tokens: Cell<u64>,
    is_ending: Cell<bool>,
}

impl<'a> Page<'a> {
    fn new(context: &'a Context<'a>, shown: &'a Path) -> Self {
        Self {
            state: RefCell::new(State::new(context, shown)),
            tokens: Cell::new(0),
            is_ending: Cell::new(false),
        }
    }

    fn has_failed(&self) -> bool {
        self.state.borrow().error.is_some()
    }
}

impl TokenSink for Page<'_> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        self.tokens.set(self.tokens.get() + 1);
        let mut state = self.state.borrow_mut();
        if state.error.is_some() {
            return TokenSinkResult::Continue;
        }
        match token {
            Token::TagToken(tag) => {
                let outcome = match tag.kind {
                    TagKind::StartTag => state.start(&tag),
                    TagKind::EndTag => state.end(&tag.name),
                };
                state.error = outcome.err();
                if tag.kind == TagKind::StartTag && !tag.self_closing {
                    return state.raw(tag.name);
                }
            }
            Token::CharacterTokens(text) => state.text(&text),
            // Only what is still open at the end of the page is told of then.
            Token::CommentToken(_) | Token::ParseError(_) if self.is_ending.get() => state.is_cut_off = true,
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

struct State<'a> {
    context: &'a Context<'a>,
    shown: &'a Path,
    sheets: Vec<(u64, Sheet)>,
    tables: u64,
    table: Option<Table<'a>>,
    /// Texts before the next table, which may be titles of it.
    above: Vec<String>,
    /// The element whose content is no text of the page.
    muted: Option<LocalName>,
    is_cut_off: bool,
    error: Option<IngestError>,
}

/// The table in the making.
struct Table<'a> {
    grid: Grid<'a>,
    spans: Spans<'a>,
    row: u64,
    is_in_row: bool,
    cell: Option<OpenCell>,
    /// Tables open inside the cell.
    inner: u32,
}

struct OpenCell {
    text: Text,
    across: u64,
    down: u64,
}

impl<'a> State<'a> {
    fn new(context: &'a Context<'a>, shown: &'a Path) -> Self {
        Self {
            context,
            shown,
            sheets: Vec::new(),
            tables: 0,
            table: None,
            above: Vec::new(),
            muted: None,
            is_cut_off: false,
            error: None,
        }
    }

    /// What the tokenizer is to do with the content of an element.
    fn raw(&mut self, name: LocalName) -> TokenSinkResult<()> {
        let kind = match name {
            local_name!("script") => RawKind::ScriptData,
            local_name!("style") | local_name!("xmp") | local_name!("iframe") | local_name!("noembed") => {
                RawKind::Rawtext
            }
            local_name!("title") => RawKind::Rcdata,
            _ => return TokenSinkResult::Continue,
        };
        self.muted = Some(name);
        TokenSinkResult::RawData(kind)
    }

    fn start(&mut self, tag: &Tag) -> Result<(), IngestError> {
        let Some(table) = &mut self.table else {
            if tag.name == local_name!("table") {
                self.begin_table()?;
            }
            return Ok(());
        };
        if let Some(cell) = table
            .cell
            .as_mut()
            .filter(|_| table.inner > 0 || tag.name == local_name!("table"))
        {
            table.inner += u32::from(tag.name == local_name!("table"));
            cell.text.breaks_at(&tag.name, true);
            return Ok(());
        }
        match tag.name {
            // Not inside a cell: the table before was left open.
            local_name!("table") => {
                self.end_table()?;
                self.begin_table()
            }
            local_name!("thead") | local_name!("tbody") | local_name!("tfoot") => self.end_group(),
            local_name!("tr") => {
                self.end_row()?;
                self.begin_row();
                Ok(())
            }
            local_name!("td") | local_name!("th") => self.begin_cell(tag),
            _ => {
                if let Some(cell) = &mut table.cell {
                    cell.text.breaks_at(&tag.name, false);
                }
                Ok(())
            }
        }
    }

    fn end(&mut self, name: &LocalName) -> Result<(), IngestError> {
        if self.muted.as_ref() == Some(name) {
            self.muted = None;
            return Ok(());
        }
        let Some(table) = &mut self.table else {
            return Ok(());
        };
        if table.inner > 0 {
            table.inner -= u32::from(*name == local_name!("table"));
            return Ok(());
        }
        match *name {
            local_name!("table") => self.end_table(),
            local_name!("thead") | local_name!("tbody") | local_name!("tfoot") => self.end_group(),
            local_name!("tr") => self.end_row(),
            local_name!("td") | local_name!("th") => self.end_cell(),
            _ => Ok(()),
        }
    }

    fn text(&mut self, text: &str) {
        if self.muted.is_some() {
            return;
        }
        let most = self.context.limits.max_text_bytes;
        let Some(table) = &mut self.table else {
            if text.len() < LONGEST_TITLE && !trim(text).is_empty() {
                if self.above.len() == MOST_ABOVE {
                    self.above.remove(0);
                }
                self.above.push(trim(text).to_owned());
            }
            return;
        };
        let Some(cell) = &mut table.cell else {
            // A caption.
            if text.len() < LONGEST_TITLE {
                table.grid.title(trim(text));
            }
            return;
        };
        cell.text.push(text);
        if cell.text.text.len() as u64 > most {
            self.error = Some(Limit::TextBytes(most).passed_by(self.shown));
        }
    }

    fn begin_table(&mut self) -> Result<(), IngestError> {
        self.tables += 1;
        if self.sheets.len() as u64 == MOST_SHEETS {
            return Err(Limit::Sheets(MOST_SHEETS).passed_by(self.shown));
        }
        let mut grid = Grid::new(self.context, self.shown, None);
        self.above.drain(..).for_each(|title| grid.title(&title));
        self.table = Some(Table {
            grid,
            spans: Spans::new(self.context.limits),
            row: 0,
            is_in_row: false,
            cell: None,
            inner: 0,
        });
        Ok(())
    }

    fn end_table(&mut self) -> Result<(), IngestError> {
        self.end_row()?;
        if let Some(table) = self.table.take()
            && let Some(sheet) = table.grid.finish()?
        {
            self.above.extend(titles(&sheet, self.context));
            self.sheets.push((self.tables, sheet));
        }
        Ok(())
    }

    fn end_group(&mut self) -> Result<(), IngestError> {
        self.end_row()?;
        if let Some(table) = &mut self.table {
            table.spans.end_group();
        }
        Ok(())
    }

    fn begin_row(&mut self) {
        if let Some(table) = &mut self.table {
            table.row += 1;
            table.is_in_row = true;
        }
    }

    fn end_row(&mut self) -> Result<(), IngestError> {
        self.end_cell()?;
        let (shown, limits) = (self.shown, self.context.limits);
        let Some(table) = self.table.as_mut().filter(|table| table.is_in_row) else {
            return Ok(());
        };
        table.is_in_row = false;
        let row = table.row;
        table
            .spans
            .end_row(row, &mut table.grid)
            .map_err(|stop| stop.at(row, shown, limits))
    }

    fn begin_cell(&mut self, tag: &Tag) -> Result<(), IngestError> {
        self.end_cell()?;
        if self.table.as_ref().is_some_and(|table| !table.is_in_row) {
            self.begin_row();
        }
        if let Some(table) = &mut self.table {
            table.spans.skip_taken();
            table.cell = Some(OpenCell {
                text: Text::default(),
                across: span(tag, &local_name!("colspan")).clamp(1, MOST_ACROSS),
                down: match span(tag, &local_name!("rowspan")) {
                    0 => MOST_DOWN,
                    rows => rows.min(MOST_DOWN),
                },
            });
        }
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), IngestError> {
        let shown = self.shown;
        let Some(table) = &mut self.table else {
            return Ok(());
        };
        let Some(cell) = table.cell.take() else {
            return Ok(());
        };
        let text = trim(&cell.text.text).to_owned();
        table
            .spans
            .put(text.into(), cell.across, cell.down)
            .map_err(|limit| limit.passed_by(shown))
    }

    fn finish(self) -> Result<Vec<Sheet>, IngestError> {
        if let Some(error) = self.error {
            return Err(error);
        }
        if self.table.is_some() || self.muted.is_some() || self.is_cut_off {
            let reason = if self.table.is_some() {
                say!("errors.damaged.open_table")
            } else {
                say!("errors.damaged.open_tag")
            };
            return Err(IngestError::damaged(self.shown, reason));
        }
        let is_one = self.sheets.len() == 1;
        let named = self.sheets.into_iter().map(|(number, mut sheet)| {
            sheet.name = (!is_one).then(|| number.to_string());
            sheet
        });
        Ok(named.collect())
    }
}

/// The number an attribute says: 1 if it is not there or none.
fn span(tag: &Tag, name: &LocalName) -> u64 {
    let Some(attribute) = tag.attrs.iter().find(|attribute| attribute.name.local == *name) else {
        return 1;
    };
    let text = attribute.value.trim_start();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    match &text[..digits] {
        "" => 1,
        // More digits than a number has are a great number.
        digits => digits.parse().unwrap_or(u64::MAX),
    }
}

/// What a small table that has no header anyone knows says above the next one: pages lay out titles in tables, too.
fn titles(sheet: &Sheet, context: &Context<'_>) -> Vec<String> {
    let is_title = sheet.rows <= MOST_ABOVE as u64 && !sheet.columns.iter().any(|header| (context.knows)(header));
    let cells = sheet.columns.iter().chain(sheet.sample.iter().flatten());
    let cells = cells.filter(|cell| is_title && !cell.is_empty() && cell.len() < LONGEST_TITLE);
    cells.take(MOST_ABOVE).cloned().collect()
}

/// The text of a cell as a browser shows it: runs of blanks are one blank, `<br>` breaks the line.
#[derive(Default)]
struct Text {
    text: String,
    blank: bool,
}

impl Text {
    fn push(&mut self, text: &str) {
        for piece in text.split_inclusive(|c: char| c.is_ascii_whitespace()) {
            let word = piece.trim_end_matches(|c: char| c.is_ascii_whitespace());
            if !word.is_empty() {
                if std::mem::take(&mut self.blank) && !self.text.is_empty() && !self.text.ends_with('\n') {
                    self.text.push(' ');
                }
                self.text.push_str(word);
            }
            self.blank |= word.len() < piece.len();
        }
    }

    /// A tag inside the cell that begins something new.
    fn breaks_at(&mut self, name: &LocalName, is_in_table: bool) {
        match *name {
            local_name!("br") => self.break_line(),
            local_name!("p") | local_name!("div") | local_name!("li") | local_name!("tr") | local_name!("table")
                if !self.text.is_empty() && !self.text.ends_with('\n') =>
            {
                self.break_line();
            }
            local_name!("td") | local_name!("th") if is_in_table => self.blank = true,
            _ => {}
        }
    }

    fn break_line(&mut self) {
        self.text.push('\n');
        self.blank = false;
    }
}
