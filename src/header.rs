//! The header of a SQL file: `-- key: value` lines before the statement, the one source of what the file is.
//!
//! The catalogue, the reports' dictionary and the docs all read it. A line that continues a value is indented by two
//! or more spaces after the dashes; other comment lines are prose for the reader and ignored.

use unicode_width::UnicodeWidthChar;

/// The fields of one header, in the order they stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header(Vec<Field>);

/// One `key: value` of a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The word before the colon, lower case.
    pub key: String,
    /// The text after it, continuation lines joined by a space, or by nothing between two Han characters.
    pub value: String,
    /// Byte offset of the line in the file.
    pub offset: usize,
}

impl Header {
    /// The header of what has its fields elsewhere than in a comment block.
    pub fn of(fields: Vec<Field>) -> Self {
        Self(fields)
    }

    /// Reads the comment block at the start of `text`.
    pub fn parse(text: &str) -> Self {
        let mut fields: Vec<Field> = Vec::new();
        let mut offset = 0;
        for line in text.split_inclusive('\n') {
            let Some(comment) = line.trim_end().strip_prefix("--") else {
                break;
            };
            if let (true, Some(last)) = (comment.starts_with("   "), fields.last_mut()) {
                continue_value(&mut last.value, comment.trim());
            } else if let Some((key, value)) = field(comment) {
                fields.push(Field {
                    key: key.to_owned(),
                    value: value.to_owned(),
                    offset,
                });
            }
            offset += line.len();
        }
        Self(fields)
    }

    /// The value of `key`, if the header has it.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.field(key).map(|f| f.value.as_str())
    }

    /// The field `key` with its place, if the header has it.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.0.iter().find(|f| f.key == key)
    }

    /// The comma-separated words of `key`; none if it is absent.
    pub fn list(&self, key: &str) -> Vec<&str> {
        self.get(key)
            .map(|v| v.split(',').map(str::trim).filter(|w| !w.is_empty()).collect())
            .unwrap_or_default()
    }

    /// All fields in the order they stand.
    pub fn iter(&self) -> impl Iterator<Item = &Field> {
        self.0.iter()
    }
}

/// Adds a further line to a value; between Han characters and their punctuation there is no space in a sentence.
fn continue_value(value: &mut String, line: &str) {
    let is_wide = |c: Option<char>| c.and_then(UnicodeWidthChar::width) == Some(2);
    if !(is_wide(value.chars().next_back()) && is_wide(line.chars().next())) {
        value.push(' ');
    }
    value.push_str(line);
}

fn field(comment: &str) -> Option<(&str, &str)> {
    let (key, value) = comment.trim().split_once(": ")?;
    let is_word = !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    is_word.then(|| (key, value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_prose_and_continuations() {
        let header = Header::parse(
            "-- id: error_rate\n-- zh: 收费差错率\n--   （件）\n-- Some prose.\n-- levels: a, b\nSELECT 1 -- id: no\n",
        );
        assert_eq!(header.get("id"), Some("error_rate"));
        assert_eq!(header.get("zh"), Some("收费差错率（件）"));
        assert_eq!(header.list("levels"), ["a", "b"]);
        assert_eq!(header.iter().count(), 3);
    }
}
