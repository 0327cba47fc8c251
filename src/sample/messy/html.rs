//! Lines as the web table that old systems call a workbook: `.xls` that is HTML.

use std::fmt::Write as _;
use std::path::Path;

use super::cells::spans;
use super::line::{Sink, What};
use super::output::Output;
use super::plan::{Encoding, File};
use crate::diagnostic::Result;

/// A web table being written.
pub(super) struct Html<'f> {
    output: Output,
    file: &'f File,
}

impl<'f> Html<'f> {
    /// Begins the page and the table with its titles and headers.
    pub fn create(path: &Path, file: &'f File, encoding: Encoding) -> Result<Self> {
        let mut output = Output::create(path, encoding, false)?;
        let charset = if encoding == Encoding::Gb18030 {
            "gb2312"
        } else {
            "utf-8"
        };
        output.write(&format!(
            "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\">\n<head>\n\
             <meta http-equiv=\"Content-Type\" content=\"text/html; charset={charset}\">\n\
             <style>td {{ mso-number-format:\"\\@\"; }} /* <td> as text */</style>\n</head>\n\
             <body>\n<!-- <table> of the export -->\n<table border=\"1\" cellspacing=\"0\">\n"
        ))?;
        let mut html = Self { output, file };
        for title in &file.titles {
            html.wide(title)?;
        }
        html.headers()?;
        Ok(html)
    }

    /// A row of one cell over all columns.
    fn wide(&mut self, text: &str) -> Result<()> {
        let width = self.file.columns.len();
        self.output.write(&format!(
            "<tr><td colspan=\"{width}\" align=\"center\"><b>{}</b></td></tr>\n",
            escaped(text)
        ))
    }

    fn headers(&mut self) -> Result<()> {
        if !self.file.is_grouped() {
            let headers: Vec<&str> = self.file.columns.iter().map(|c| c.header.as_str()).collect();
            return self.row("th", &headers);
        }
        let (mut upper, mut lower) = (String::from("<tr>"), String::from("<tr>"));
        for span in spans(&self.file.columns) {
            let text = escaped(&span.text);
            let _ = if span.below.is_empty() {
                write!(upper, "<th rowspan=2>{text}</th>")
            } else {
                write!(upper, "<th colspan='{}'>{text}</th>", span.below.len())
            };
            for header in &span.below {
                let _ = write!(lower, "<th>{}</th>", escaped(header));
            }
        }
        self.output.write(&format!("{upper}</tr>\n{lower}</tr>\n"))
    }

    fn row(&mut self, tag: &str, cells: &[&str]) -> Result<()> {
        let mut line = String::from("<tr>");
        for cell in cells {
            let _ = write!(line, "<{tag}>{}</{tag}>", escaped(cell));
        }
        line.push_str("</tr>\n");
        self.output.write(&line)
    }
}

impl Sink for Html<'_> {
    fn line(&mut self, what: What, cells: &[&str]) -> Result<()> {
        match what {
            What::Row | What::Total | What::Blank => self.row("td", cells),
            What::Banner => self.wide(cells[0]),
            What::Header => {
                let headers: Vec<&str> = self.file.columns.iter().map(|c| c.header.as_str()).collect();
                self.row("td", &headers)
            }
        }
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        self.output.write("</table>\n</body>\n</html>\n")?;
        self.output.finish()
    }
}

/// Text between tags; an empty cell keeps its border by a space that does not break.
fn escaped(text: &str) -> String {
    if text.is_empty() {
        return "&nbsp;".to_owned();
    }
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('\n', "<br>").replace('￥', "&yen;")
}
