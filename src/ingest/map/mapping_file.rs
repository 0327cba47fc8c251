//! The mapping file: a layout, in the form of those in `queries/ingest/layouts`, for files of one shape.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::{MapError, Proposal, SheetProposal};
use crate::diagnostic::Result;
use crate::ingest::headers::without_time;
use crate::ingest::layout::{FOLDER, Shape};
use crate::workspace::{Workspace, create_folder, write_file};

/// Writes the mapping of what is taken, one file for all sheets, and returns where it stands.
pub fn save(workspace: &Workspace, proposal: &Proposal) -> Result<PathBuf> {
    let path = || proposal.path.clone();
    let sheets: Vec<&SheetProposal> = proposal.sheets.iter().filter(|sheet| sheet.is_complete()).collect();
    if sheets.is_empty() {
        let missing = proposal.sheets.iter().flat_map(|sheet| &sheet.missing);
        let tables = missing
            .filter(|missing| !missing.is_optional)
            .map(|missing| missing.table.clone());
        let (path, tables) = (path(), tables.collect());
        return Err(MapError::Incomplete { path, tables }.into());
    }
    let mut text = String::from("# duebook map\n");
    let title = title(&proposal.path);
    for sheet in &sheets {
        let title = match (&sheet.sheet, sheets.len()) {
            (Some(name), 2..) => format!("{title} {name}"),
            _ => title.clone(),
        };
        write_layout(&mut text, &title, sheet, sheets.len() > 1);
    }
    let folder = workspace.root().join(FOLDER);
    let place = folder.join(format!("{}.toml", free_name(workspace, &title, &sheets[0].shape)));
    create_folder(&folder)?;
    write_file(&place, text.as_bytes())?;
    Ok(place)
}

/// The name of the file without days and months, as next month's will be called.
fn title(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let stem = without_time(&stem)
        .trim_end_matches(|c: char| c.is_ascii_digit() || "-_.()（） 年月日底一二三四五六七八九十".contains(c));
    let title: String = stem
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '-' })
        .collect();
    if title.is_empty() { "mapping".to_owned() } else { title }
}

/// A name that is no shipped layout's and no mapping's of another shape.
fn free_name(workspace: &Workspace, title: &str, shape: &Shape) -> String {
    let names = std::iter::once(title.to_owned()).chain((2..).map(|number| format!("{title}-{number}")));
    let is_free = |name: &String| match workspace.library.get(&format!("{FOLDER}/{name}.toml")) {
        Ok(known) => known.is_override && known.text.contains(&strings(&shape.headers)),
        Err(_) => true,
    };
    let mut names = names.filter(is_free);
    names.next().unwrap_or_else(|| title.to_owned())
}

fn write_layout(out: &mut String, title: &str, sheet: &SheetProposal, is_one_of_several: bool) {
    let Some(read_as) = &sheet.read_as else { return };
    let shape = &sheet.shape;
    let prefix = if is_one_of_several { "layout." } else { "" };
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    if is_one_of_several {
        line("\n[[layout]]".to_owned());
    }
    line(format!("zh = {}\nen = {}", quoted(title), quoted(title)));
    if read_as.is_layout {
        line(format!("like = {}", quoted(&read_as.name)));
    }
    line(format!("\n[{prefix}shape]\nheaders = {}", strings(&shape.headers)));
    if !shape.unused.is_empty() {
        line(format!("unused = {}", strings(&shape.unused)));
    }
    line(format!("\n[{prefix}shape.columns]"));
    for (column, headers) in &shape.columns {
        line(format!("{column} = {}", strings(headers)));
    }
    for (column, words) in &shape.words {
        line(format!("\n[{prefix}shape.words.{column}]"));
        for (word, meant) in words {
            line(format!("{} = {}", quoted(word), quoted(meant)));
        }
    }
    if !shape.units.is_empty() {
        line(format!("\n[{prefix}shape.units]"));
        for (column, unit) in &shape.units {
            line(format!("{column} = {}", quoted(unit)));
        }
    }
    let join = sheet
        .join
        .map(|join| format!("join = {}\n", quoted(join.word())))
        .unwrap_or_default();
    if read_as.is_layout && !join.is_empty() {
        line(
            format!("\n[[{prefix}part]]\ntable = \"payments\"\n{join}")
                .trim_end()
                .to_owned(),
        );
    }
    if !read_as.is_layout {
        let mut part = format!("\n[[{prefix}part]]\ntable = {}\n{join}", quoted(&read_as.name));
        for (column, text) in &sheet.made {
            let column = column.split_once('.').map_or(column.as_str(), |(_, column)| column);
            let _ = writeln!(part, "columns.{column} = [{}]", quoted(text));
        }
        line(part.trim_end().to_owned());
    }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn strings(texts: &[String]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
    format!("[{}]", quoted.join(", "))
}
