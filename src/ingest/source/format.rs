//! Number formats of workbooks: what a number counts, what a person sees of an identifier, which unit is printed.
//!
//! Of a format only what changes the meaning of a number is read: days and times, zeros in front and text around whole
//! numbers, and the unit behind an amount. How many decimals are shown changes nothing.

use crate::ingest::headers::Unit;

/// No program allows formats of so many bytes.
const LONGEST: usize = 1024;

/// What the number of a cell counts, by the cell's number format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Counts {
    #[default]
    Plain,
    /// Days since the workbook's first day.
    Days,
    /// Days that went by.
    Duration,
}

/// What a number format says about the unit of an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormatUnit {
    /// It prints this unit behind the number as stored.
    Printed(Unit),
    /// It shows the number divided: stored is the amount in yuan.
    Scaled,
}

/// A number format.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Format {
    pub counts: Counts,
    sections: Vec<Section>,
}

/// A part of a format, for some of the numbers.
#[derive(Clone, Debug, Default, PartialEq)]
struct Section {
    condition: Option<Condition>,
    /// How whole numbers are shown, if otherwise than by their digits.
    mask: Option<Vec<Piece>>,
    unit: Option<FormatUnit>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Condition {
    sign: Sign,
    bound: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Less,
    LessOrEqual,
    Equal,
    NotEqual,
    GreaterOrEqual,
    Greater,
}

/// A piece of what is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    /// A place for a digit; `true` if it is filled with a zero.
    Digit(bool),
    Text(char),
}

/// The same while a section is read, with all that decides about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    /// `0`, `#`, `?`.
    Digit(char),
    /// A character to be shown.
    Text(char),
    /// `.`, `,`, `%`, `/`, `E`, `@` and the word for no format.
    Sign(char),
}

impl Format {
    /// What the code of a format says.
    pub fn by_code(code: &str) -> Self {
        if code.len() > LONGEST {
            return Self::default();
        }
        let counts = counts(code);
        let sections = if counts == Counts::Plain {
            sections(code).map(|section| Section::of(&section)).collect()
        } else {
            Vec::new()
        };
        let is_plain = sections
            .iter()
            .all(|section| section.mask.is_none() && section.unit.is_none());
        Self {
            counts,
            sections: if is_plain { Vec::new() } else { sections },
        }
    }

    /// The formats that a workbook need not spell out, those of East Asia included.
    pub fn by_number(number: u16) -> Self {
        let counts = match number {
            14..=22 | 27..=36 | 45 | 47 | 50..=58 => Counts::Days,
            46 => Counts::Duration,
            _ => Counts::Plain,
        };
        Self {
            counts,
            sections: Vec::new(),
        }
    }

    /// What a person sees of a whole number, if not its digits.
    pub fn shown(&self, digits: &str, number: f64) -> Option<String> {
        let mask = self.section(number)?.mask.as_deref()?;
        let places = mask.iter().filter(|piece| matches!(piece, Piece::Digit(_))).count();
        let padded = mask.iter().filter(|piece| matches!(piece, Piece::Digit(_)));
        let zeros = padded
            .clone()
            .position(|piece| *piece == Piece::Digit(true))
            .map_or(0, |first| places - first);
        let digits = if number == 0.0 && zeros == 0 { "" } else { digits };
        let digits: Vec<char> = format!("{digits:0>zeros$}").chars().collect();
        // What there are no places for stands in the first.
        let mut rest = digits.as_slice();
        let (mut text, mut left) = (String::new(), places);
        for piece in mask {
            match piece {
                Piece::Text(c) => text.push(*c),
                Piece::Digit(_) => {
                    let take = rest.len().saturating_sub(left - 1);
                    text.extend(&rest[..take]);
                    rest = &rest[take..];
                    left -= 1;
                }
            }
        }
        Some(text)
    }

    /// What it says about the unit of this number.
    pub fn unit(&self, number: f64) -> Option<FormatUnit> {
        self.section(number)?.unit
    }

    /// The part for this number: by the conditions if there are any, else one each for what is above, below and zero.
    fn section(&self, number: f64) -> Option<&Section> {
        let sections = self.sections.as_slice();
        if sections.iter().any(|section| section.condition.is_some()) {
            let holds = |section: &&Section| section.condition.is_none_or(|condition| condition.holds(number));
            return sections.iter().find(holds);
        }
        let place = match sections.len() {
            0 | 1 => 0,
            2 => usize::from(number < 0.0),
            _ if number == 0.0 => 2,
            _ => usize::from(number < 0.0),
        };
        sections.get(place)
    }
}

impl Condition {
    fn of(inner: &str) -> Option<Self> {
        let signs = [
            ("<=", Sign::LessOrEqual),
            (">=", Sign::GreaterOrEqual),
            ("<>", Sign::NotEqual),
            ("<", Sign::Less),
            (">", Sign::Greater),
            ("=", Sign::Equal),
        ];
        let (sign, bound) = signs
            .iter()
            .find_map(|(text, sign)| Some((*sign, inner.strip_prefix(text)?)))?;
        Some(Self {
            sign,
            bound: bound.trim().parse().ok()?,
        })
    }

    fn holds(self, number: f64) -> bool {
        let order = number.partial_cmp(&self.bound);
        order.is_some_and(|order| match self.sign {
            Sign::Less => order.is_lt(),
            Sign::LessOrEqual => order.is_le(),
            Sign::Equal => order.is_eq(),
            Sign::NotEqual => order.is_ne(),
            Sign::GreaterOrEqual => order.is_ge(),
            Sign::Greater => order.is_gt(),
        })
    }
}

impl Section {
    fn of(text: &str) -> Self {
        let (tokens, condition) = tokens(text);
        Self {
            condition,
            mask: mask(&tokens),
            unit: unit(&tokens),
        }
    }
}

/// What a number format such as `yyyy"年"m"月"d"日"` says. Only the part for positive numbers matters; text in quotes,
/// after a backslash or in brackets (colours, languages, conditions) says nothing, but `[h]` counts hours.
fn counts(code: &str) -> Counts {
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c.to_ascii_lowercase() {
            ';' => break,
            '"' => drop(chars.by_ref().find(|c| *c == '"')),
            '\\' | '!' | '_' | '*' => drop(chars.next()),
            '[' => {
                let inner: String = chars.by_ref().take_while(|c| *c != ']').collect();
                let is_unit = |unit| !inner.is_empty() && inner.chars().all(|c| c.eq_ignore_ascii_case(&unit));
                if ['h', 'm', 's'].into_iter().any(is_unit) {
                    return Counts::Duration;
                }
            }
            'y' | 'm' | 'd' | 'h' | 's' => return Counts::Days,
            // The word for no format at all has letters of its own.
            'g' if chars.as_str().to_ascii_lowercase().starts_with("eneral") => drop(chars.nth(5)),
            _ => {}
        }
    }
    Counts::Plain
}

/// The parts of a format between semicolons; the fourth is for texts.
fn sections(code: &str) -> impl Iterator<Item = String> {
    let (mut parts, mut part, mut chars) = (Vec::new(), String::new(), code.chars());
    while let Some(c) = chars.next() {
        match c {
            ';' => parts.push(std::mem::take(&mut part)),
            '"' | '[' => {
                let end = if c == '"' { '"' } else { ']' };
                part.push(c);
                for inner in chars.by_ref() {
                    part.push(inner);
                    if inner == end {
                        break;
                    }
                }
            }
            '\\' | '!' | '_' | '*' => {
                part.push(c);
                part.extend(chars.next());
            }
            _ => part.push(c),
        }
    }
    parts.push(part);
    parts.into_iter().take(3)
}

fn tokens(section: &str) -> (Vec<Token>, Option<Condition>) {
    let (mut tokens, mut condition, mut chars) = (Vec::new(), None, section.chars());
    while let Some(c) = chars.next() {
        match c {
            '"' => tokens.extend(chars.by_ref().take_while(|c| *c != '"').map(Token::Text)),
            '\\' | '!' => tokens.extend(chars.next().map(Token::Text)),
            // The width of a character, and one that fills the cell.
            '_' | '*' => {
                chars.next();
            }
            '[' => {
                let inner: String = chars.by_ref().take_while(|c| *c != ']').collect();
                condition = condition.or_else(|| Condition::of(&inner));
            }
            '0' | '#' | '?' => tokens.push(Token::Digit(c)),
            '.' | ',' | '%' | '/' | '@' => tokens.push(Token::Sign(c)),
            'E' | 'e' if chars.as_str().starts_with(['+', '-']) => {
                tokens.push(Token::Sign('E'));
                chars.next();
            }
            'G' | 'g' => {
                let rest = chars.as_str();
                let is_word = rest.to_ascii_lowercase().starts_with("eneral");
                if is_word || rest.starts_with("/通用格式") {
                    tokens.push(Token::Sign('G'));
                    chars.nth(if is_word { 5 } else { 4 });
                } else {
                    tokens.push(Token::Text(c));
                }
            }
            _ => tokens.push(Token::Text(c)),
        }
    }
    (tokens, condition)
}

/// How whole numbers are shown, where zeros are put in front or text stands with them.
fn mask(tokens: &[Token]) -> Option<Vec<Piece>> {
    let piece = |token: &Token| match token {
        Token::Digit(c) => Some(Piece::Digit(*c == '0')),
        Token::Sign('G') => Some(Piece::Digit(false)),
        Token::Text(c) => Some(Piece::Text(*c)),
        // Thousands, decimals, percent, exponents: a quantity, whose digits count.
        Token::Sign(_) => None,
    };
    let pieces: Vec<Piece> = tokens.iter().map(piece).collect::<Option<_>>()?;
    let digits = pieces.iter().filter(|piece| matches!(piece, Piece::Digit(_))).count();
    let has_text = pieces
        .iter()
        .any(|piece| matches!(piece, Piece::Text(c) if !c.is_whitespace()));
    let has_zeros = digits > 1 && pieces.contains(&Piece::Digit(true));
    (digits > 0 && (has_text || has_zeros)).then_some(pieces)
}

/// The unit of the amount as it is stored. A comma behind the last digit divides by a thousand, and so does a point that
/// is put between digits as text.
fn unit(tokens: &[Token]) -> Option<FormatUnit> {
    // The word for no format stands for the digits.
    let is_digit = |token: &Token| matches!(token, Token::Digit(_) | Token::Sign('G'));
    let first = tokens.iter().position(is_digit)?;
    let last = tokens.iter().rposition(is_digit)?;
    let divides = tokens.get(last + 1) == Some(&Token::Sign(','));
    let moves = tokens[first..last].contains(&Token::Text('.'));
    if divides || moves {
        return Some(FormatUnit::Scaled);
    }
    let text = |tokens: &[Token]| -> String {
        let shown = tokens.iter().filter_map(|token| match token {
            Token::Text(c) => Some(*c),
            Token::Digit(_) | Token::Sign(_) => None,
        });
        shown.collect()
    };
    let around = [text(&tokens[last + 1..]), text(&tokens[..first])];
    around
        .iter()
        .find_map(|text| Unit::named(text))
        .map(FormatUnit::Printed)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn number_formats_say_what_is_counted() {
        for code in [
            "yyyy-mm-dd",
            "YYYY/M/D;@",
            "yyyy\"年\"m\"月\"d\"日\"",
            "[$-804]yyyy\"年\"m\"月\"",
            "[DBNum1][$-804]m\"月\"d\"日\"",
            "h:mm AM/PM",
            "\\年d",
        ] {
            assert_eq!(counts(code), Counts::Days, "{code}");
        }
        for code in ["[h]:mm:ss", "[mm]", "[Red][s].00"] {
            assert_eq!(counts(code), Counts::Duration, "{code}");
        }
        for code in [
            "General",
            "0.00",
            "#,##0.00;[Red]-#,##0.00",
            "0.00\"days\"",
            "[Red]0",
            "\\d0",
            "!d0",
            "_d0",
            "*d0",
            "@",
            "",
            "[>=100]0",
            "0;yyyy",
            "\"unclosed d",
            "[unclosed d",
        ] {
            assert_eq!(counts(code), Counts::Plain, "{code}");
        }
    }

    fn shown(code: &str, number: u32) -> String {
        let shown = Format::by_code(code).shown(&number.to_string(), f64::from(number));
        shown.unwrap_or_else(|| "-".to_owned())
    }

    #[test]
    fn zeros_in_front_and_text_are_shown() {
        for (code, number, expected) in [
            ("0000000000", 86_000_021, "0086000021"),
            ("000000", 1_234, "001234"),
            ("\"P\"000000", 1_234, "P001234"),
            ("\\P0", 7, "P7"),
            ("\"P\"General", 1_234, "P1234"),
            ("000-000", 12_345, "012-345"),
            ("000-0000-0000", 13_800_138_000, "138-0013-8000"),
            ("000", 123_456, "123456"),
            ("00-00", 123_456, "1234-56"),
            ("#0000", 12, "0012"),
            ("0##", 5, "005"),
            ("0\"号\"", 12, "12号"),
            ("\"P\"#", 0, "P"),
            ("000;-000;\"无\"0", 0, "无0"),
            ("[<1000]\"A\"000;\"B\"0", 12, "A012"),
            ("[<1000]\"A\"000;\"B\"0", 4_321, "B4321"),
            ("[$-804]000", 7, "007"),
            // Quantities: the digits count.
            ("General", 7, "-"),
            ("G/通用格式", 7, "-"),
            ("0", 7, "-"),
            ("0_ ", 7, "-"),
            ("#,##0", 7_000, "-"),
            ("0,000", 7, "-"),
            ("0.00", 7, "-"),
            ("0.00E+00", 7, "-"),
            ("0%", 7, "-"),
            ("# ?/?", 7, "-"),
            ("@", 7, "-"),
            ("_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", 7, "-"),
            ("", 7, "-"),
        ] {
            let number: u64 = number;
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            let found = Format::by_code(code).shown(&number.to_string(), number as f64);
            assert_eq!(found.as_deref().unwrap_or("-"), expected, "{code}");
        }
        assert_eq!(shown("00000", 3), "00003");
    }

    #[test]
    fn units_are_printed_or_only_shown() {
        let wan = Unit::named("万元");
        for (code, expected) in [
            ("0.00\"万元\"", wan.map(FormatUnit::Printed)),
            ("#,##0.00\"万元\"", wan.map(FormatUnit::Printed)),
            ("0.00万元", wan.map(FormatUnit::Printed)),
            ("0.00\\万", Unit::named("万").map(FormatUnit::Printed)),
            ("0.00\" (万元)\"", wan.map(FormatUnit::Printed)),
            ("0.00\"百万元\"", Unit::named("百万元").map(FormatUnit::Printed)),
            ("0.00\"元\"", Unit::named("元").map(FormatUnit::Printed)),
            ("0!.0,\"万\"", Some(FormatUnit::Scaled)),
            ("0.0,", Some(FormatUnit::Scaled)),
            ("#,##0,,\"百万\"", Some(FormatUnit::Scaled)),
            ("0!.0000\"万元\"", Some(FormatUnit::Scaled)),
            ("0\\.0,\"万\"", Some(FormatUnit::Scaled)),
            ("#,##0.00", None),
            ("￥#,##0.00", None),
            ("0.00\"元/件\"", None),
            ("General", None),
            ("General\"万元\"", Unit::named("万元").map(FormatUnit::Printed)),
            ("G/通用格式\"万元\"", Unit::named("万元").map(FormatUnit::Printed)),
            ("0%", None),
        ] {
            assert_eq!(Format::by_code(code).unit(1.5), expected, "{code}");
        }
        let by_size = Format::by_code("[>=10000]0!.0,\"万\";0\"元\"");
        assert_eq!(by_size.unit(20_000.0), Some(FormatUnit::Scaled));
        assert_eq!(by_size.unit(2.0), Unit::named("元").map(FormatUnit::Printed));
    }

    proptest! {
        #[test]
        fn any_text_is_a_format(code in any::<String>(), near in "[0#?.,;%E+\\\\!_*\"\\[\\]<>=万元Pd/@ ]{0,20}", number in any::<f64>()) {
            for code in [code, near] {
                let format = Format::by_code(&code);
                let _ = (format.shown("123", number), format.unit(number));
            }
        }
    }
}
