//! How cells look: a [`Look`] says what differs, [`Styles`] makes the workbook's format of it once.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{Hash, Hasher};

use rust_xlsxwriter::{ChartMarker, ChartMarkerType, Color, Format, FormatAlign, FormatBorder};

use crate::report::model::State;
use crate::report::text::format::{Mark, Sense};
use crate::workspace::Locale;

pub(super) const INK: u32 = 0x1a_2330;
pub(super) const SOFT: u32 = 0x55_606f;
pub(super) const LINE: u32 = 0xdf_e4ea;
pub(super) const HEAD: u32 = 0xe8_eef6;
pub(super) const BAND: u32 = 0xf3_f6fa;
pub(super) const GOOD: u32 = 0x0b_6b46;
pub(super) const WARN: u32 = 0x85_5200;
pub(super) const BAD: u32 = 0xb3_261e;
/// A hair line below, as between the rows of a table.
const BELOW: [bool; 4] = [false, false, false, true];

const GOOD_PAPER: u32 = 0xe4_f3ec;
const WARN_PAPER: u32 = 0xfb_f1dc;
const BAD_PAPER: u32 = 0xfb_e9e7;

/// Where text stands in its cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Align {
    #[default]
    Left,
    Right,
    Center,
}

/// What differs from plain text on white.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub code: Cow<'static, str>,
    pub bold: bool,
    /// Points; 0 is the usual size.
    pub size: u8,
    pub color: Option<u32>,
    pub paper: Option<u32>,
    pub align: Align,
    pub indent: u8,
    pub wrap: bool,
    /// Hair lines: left, right, top, bottom.
    pub edges: [bool; 4],
    pub underline: bool,
}

/// Every cell is looked up by its look, so little is hashed: what tells the looks of a sheet apart.
impl Hash for Look {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.code.hash(state);
        let flags = u64::from(self.bold) | u64::from(self.wrap) << 1 | u64::from(self.edges[0]) << 2;
        let rest = flags << 8 | u64::from(self.size ^ self.indent) | u64::from(self.align == Align::Right) << 16;
        state.write_u64(rest << 32 | u64::from(self.color.unwrap_or(1) ^ self.paper.unwrap_or(2) << 1));
    }
}

impl Look {
    /// Text on a hair line.
    pub fn text() -> Self {
        Self {
            edges: BELOW,
            ..Self::default()
        }
    }

    /// The heading of a column.
    pub fn head() -> Self {
        Self {
            bold: true,
            paper: Some(HEAD),
            wrap: true,
            edges: BELOW,
            ..Self::default()
        }
    }

    pub fn bold(mut self) -> Self {
        self.bold = true;
        self
    }

    pub fn size(mut self, points: u8) -> Self {
        self.size = points;
        self
    }

    pub fn color(mut self, color: u32) -> Self {
        self.color = Some(color);
        self
    }

    pub fn paper(mut self, paper: Option<u32>) -> Self {
        self.paper = paper;
        self
    }

    pub fn align(mut self, align: Align) -> Self {
        self.align = align;
        self
    }

    pub fn indent(mut self, steps: usize) -> Self {
        self.indent = u8::try_from(steps).unwrap_or(15).min(15);
        self
    }

    /// With a hair line at its left, where a group of columns begins.
    pub fn ruled(mut self) -> Self {
        self.edges[0] = true;
        self
    }

    pub fn wrap(mut self) -> Self {
        self.wrap = true;
        self
    }
}

/// The colour of a mark.
pub(super) fn mark_color(mark: Mark) -> u32 {
    match mark {
        Mark::Met => GOOD,
        Mark::Near => WARN,
        Mark::Missed => BAD,
    }
}

/// The colour of a change.
pub(super) fn sense_color(sense: Sense) -> u32 {
    match sense {
        Sense::Better => GOOD,
        Sense::Worse => BAD,
        Sense::Same => SOFT,
    }
}

/// Ink and paper of a state word.
pub(super) fn state_colors(state: State) -> (u32, u32) {
    match state {
        State::Achieved => (GOOD, GOOD_PAPER),
        State::Close => (0x1f_4e86, HEAD),
        State::CatchingUp => (WARN, WARN_PAPER),
        State::Behind => (BAD, BAD_PAPER),
    }
}

/// The formats made so far.
pub(super) struct Styles {
    font: &'static str,
    /// The colour of titles and charts.
    pub accent: u32,
    made: Vec<Format>,
    places: HashMap<Look, usize>,
}

impl Styles {
    pub fn new(locale: Locale, accent: u32) -> Self {
        Self {
            font: locale.pick("Microsoft YaHei", "Segoe UI"),
            accent,
            made: Vec::new(),
            places: HashMap::new(),
        }
    }

    /// The format of `look`.
    pub fn get(&mut self, look: &Look) -> &Format {
        let known = self.places.get(look).copied();
        let place = known.unwrap_or(self.made.len());
        if known.is_none() {
            self.made.push(self.make(look));
            self.places.insert(look.clone(), place);
        }
        &self.made[place]
    }

    fn make(&self, look: &Look) -> Format {
        let align = match look.align {
            Align::Left => FormatAlign::Left,
            Align::Right => FormatAlign::Right,
            Align::Center => FormatAlign::Center,
        };
        let mut format = Format::new()
            .set_font_name(self.font)
            .set_font_size(if look.size == 0 { 10 } else { look.size })
            .set_font_color(Color::RGB(look.color.unwrap_or(INK)))
            .set_align(align)
            .set_align(FormatAlign::VerticalCenter)
            .set_indent(look.indent);
        if look.bold {
            format = format.set_bold();
        }
        if look.wrap {
            format = format.set_text_wrap();
        }
        if look.underline {
            format = format.set_underline(rust_xlsxwriter::FormatUnderline::Single);
        }
        if !look.code.is_empty() {
            format = format.set_num_format(look.code.as_ref());
        }
        if let Some(paper) = look.paper {
            format = format.set_background_color(Color::RGB(paper));
        }
        with_borders(format, look)
    }
}

fn with_borders(mut format: Format, look: &Look) -> Format {
    let line = Color::RGB(LINE);
    let [left, right, top, bottom] = look.edges;
    if left {
        format = format.set_border_left(FormatBorder::Thin).set_border_left_color(line);
    }
    if right {
        format = format.set_border_right(FormatBorder::Thin).set_border_right_color(line);
    }
    if top {
        format = format.set_border_top(FormatBorder::Thin).set_border_top_color(line);
    }
    if bottom {
        format = format
            .set_border_bottom(FormatBorder::Thin)
            .set_border_bottom_color(line);
    }
    format
}

/// The colour two fifths of the way from white, on which dark text is easy to read.
pub(super) fn tint(color: u32) -> u32 {
    let part = |shift: u32| {
        let full = (color >> shift) & 0xff;
        (255 - (255 - full) * 2 / 5) << shift
    };
    part(16) | part(8) | part(0)
}

/// The marker of points in charts.
pub(super) fn marker() -> ChartMarker {
    let mut marker = ChartMarker::new();
    marker.set_type(ChartMarkerType::Circle).set_size(5);
    marker
}
