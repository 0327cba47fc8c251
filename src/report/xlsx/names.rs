//! Names of sheets: unique, without the characters a workbook forbids, known before the first sheet links to another.

use super::contents;
use crate::diagnostic::Result;
use crate::report::model::{Body, Report};
use crate::texts::Texts;

/// Characters a sheet's name may have at most, in UTF-16 units.
const LONGEST: usize = 31;

/// The sheets of a workbook.
pub(super) struct Names {
    pub overview: String,
    /// Section id and sheet name, in order; a section with a sheet per group has several.
    sections: Vec<(String, String)>,
    /// Every value of the scorecards in a row of its own; none without scorecards.
    pub detail: Option<String>,
    /// Definitions and origin.
    pub dictionary: String,
    /// The numbers behind charts that stand on no other sheet.
    pub data: String,
    /// False where there are no such charts, and no such sheet.
    pub has_data: bool,
}

impl Names {
    /// The names for `report`.
    pub fn plan(report: &Report, texts: &Texts) -> Result<Self> {
        let mut used = Vec::new();
        let mut take = |title: &str| {
            let name = unique(title, &used);
            used.push(name.to_lowercase());
            name
        };
        let overview = take(if report.is_single_sheet {
            &report.title
        } else {
            texts.get("sheet.overview")?
        });
        let first = contents::on_overview(report).map(|(section, _)| section.id.as_str());
        let mut sections = Vec::new();
        let mut detail = None;
        let on_first = |id: &str| report.is_single_sheet || first == Some(id);
        for section in report.sections.iter().filter(|section| !on_first(&section.id)) {
            match section.body {
                Body::Highlights(_) | Body::Tiles(_) | Body::Bars(_) | Body::Dictionary(_) => continue,
                Body::Scorecard(_) => detail = Some(texts.get("sheet.detail")?),
                Body::Table(ref table) if table.sheet_per_group && !table.groups.is_empty() => {
                    for group in &table.groups {
                        let title = group.title.as_deref().unwrap_or(&section.title);
                        sections.push((section.id.clone(), take(title)));
                    }
                    continue;
                }
                Body::Heat(_) | Body::Trend(_) | Body::Table(_) => {}
            }
            sections.push((section.id.clone(), take(&section.title)));
        }
        Ok(Self {
            overview,
            sections,
            dictionary: take(texts.get("sheet.dictionary")?),
            detail: detail.map(&mut take),
            data: take(texts.get("sheet.data")?),
            has_data: contents::has_data(report),
        })
    }

    /// The sheet of the section called `id`.
    pub fn section(&self, id: &str) -> &str {
        self.sections
            .iter()
            .find(|(section, _)| section == id)
            .map_or(&self.overview, |(_, name)| name)
    }

    /// The sheet of the group at `index` of the section called `id`.
    pub fn group(&self, id: &str, index: usize) -> &str {
        let mut sheets = self.sections.iter().filter(|(section, _)| section == id);
        sheets.nth(index).map_or(&self.overview, |(_, name)| name)
    }

    /// The sheets a reader goes to from the overview, in order; of a section with several the first.
    pub fn listed(&self) -> impl Iterator<Item = &str> {
        let mut seen = Vec::new();
        let sections = self.sections.iter().filter(move |(id, _)| {
            let is_first = !seen.contains(id);
            seen.push(id.clone());
            is_first
        });
        let sections = sections.map(|(_, name)| name.as_str());
        sections.chain([self.dictionary.as_str()]).chain(self.detail.as_deref())
    }
}

/// The address of a cell in another sheet of the same workbook.
pub(super) fn link(sheet: &str, cell: &str) -> String {
    format!("internal:'{}'!{cell}", sheet.replace('\'', "''"))
}

/// Characters that no XML can hold. In cells they are written as escapes; names, links and the like have none.
pub(super) fn is_unwritable(c: char) -> bool {
    c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}')
}

fn unique(title: &str, used: &[String]) -> String {
    let is_forbidden = |c: char| matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') || is_unwritable(c);
    let clean = title.replace(is_forbidden, " ");
    let clean = clean.trim().trim_matches('\'').trim();
    // Excel keeps `History` for itself.
    let base = if clean.is_empty() || clean.eq_ignore_ascii_case("history") {
        "-"
    } else {
        clean
    };
    let numbered = (2..).map(|n| {
        let tail = format!(" {n}");
        format!("{}{tail}", shortened(base, LONGEST - tail.len()))
    });
    std::iter::once(shortened(base, LONGEST))
        .chain(numbered)
        .find(|name| !used.contains(&name.to_lowercase()))
        .expect("the numbers do not end")
}

fn shortened(text: &str, units: usize) -> String {
    let mut length = 0;
    let kept: String = text
        .chars()
        .take_while(|c| {
            length += c.len_utf16();
            length <= units
        })
        .collect();
    kept.trim_end().trim_end_matches('\'').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_a_workbook_allows() {
        assert_eq!(unique("件数/保费: [a]?", &[]), "件数 保费   a");
        assert_eq!(unique("'quoted'", &[]), "quoted");
        assert_eq!(unique("一\u{1}组\u{ffff}\u{fffe}", &[]), "一 组");
        assert_eq!(unique("\u{ffff}", &[]), "-");
        assert_eq!(unique("", &[]), "-");
        assert_eq!(unique("History", &[]), "-");
        assert_eq!(unique("Trend", &["trend".into()]), "Trend 2");
        let long = unique(&"🙂".repeat(40), &[]);
        assert_eq!(long.encode_utf16().count(), 30);
        assert_eq!(link("a'b", "A1"), "internal:'a''b'!A1");
    }
}
