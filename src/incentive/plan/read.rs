//! From a file to a [`Plan`], or every mistake in it at once.
//!
//! Reading goes on after a mistake with what can be understood; the checks across blocks ([`super::check`]) then run on
//! that, so that a plan with twenty mistakes shows twenty.

use std::collections::HashSet;
use std::path::Path;

use sha2::{Digest as _, Sha256};
use toml::de::DeTable;

use super::block::named;
use super::error::{Fault, PlanError, block_of_kind};
use super::head::Head;
use super::known::Known;
use super::rates::Beside;
use super::toml::{Fields, Reader};
use super::{Plan, check, param, rates, table};
use crate::diagnostic::{Error, Place, Result};
use crate::digest::hex;
use crate::files;
use crate::incentive::across;
use crate::incentive::rule::list;
use crate::incentive::sheet::decoded;
use crate::message::{Say, say};
use crate::refusal::Refusal;

/// Bytes of a plan, its rate tables apart.
const MOST_BYTES: usize = 16_000_000;
/// Mistakes of a file that is no TOML.
const MOST_MISTAKES: usize = 20;

/// What a file is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Is {
    Plan,
    /// Caps and guarantees across plans.
    Across,
}

/// Reads the plan in `path`, which messages call `name`.
pub fn read(path: &Path, name: &str, known: &Known) -> Result<Plan> {
    read_as(Is::Plan, path, name, known)
}

/// Reads the rules across plans in `path`: caps and guarantees, without a head that says more than who ordered them.
pub fn read_across(path: &Path, name: &str, known: &Known) -> Result<Plan> {
    read_as(Is::Across, path, name, known)
}

fn read_as(is: Is, path: &Path, name: &str, known: &Known) -> Result<Plan> {
    let failed = |fault| PlanError {
        block: block_of_kind("plan"),
        fault,
        place: Place::file(name),
        hint: None,
    };
    let unreadable = |e: std::io::Error| say!("errors.plan.syntax.unreadable", reason = e.message());
    let bytes = files::read(path).map_err(|e| failed(Fault::Syntax(unreadable(e))))?;
    let Some(text) = decoded(&bytes) else {
        let refused = std::io::Error::other(Refusal::NoText);
        return Err(failed(Fault::Syntax(unreadable(refused))).into());
    };
    let text = text.trim_start_matches('\u{feff}');
    let folder = path.parent().unwrap_or(Path::new("."));
    parse_beside(is, text, name, Beside::Folder(folder), known)
}

/// Reads the plan in `path` with the rules across plans that the workspace in `root` has.
pub fn read_in(root: &Path, path: &Path, name: &str, known: &Known) -> Result<Plan> {
    let plan = read(path, name, known)?;
    let path = root.join("plans").join(ACROSS);
    if !path.is_file() {
        return Ok(plan);
    }
    with_across(plan, read_across(&path, &format!("plans/{ACROSS}"), known)?)
}

/// Reads a plan from its text; its rate tables lie in `folder`.
pub fn parse(text: &str, name: &str, folder: &Path, known: &Known) -> Result<Plan> {
    parse_beside(Is::Plan, text, name, Beside::Folder(folder), known)
}

/// Reads a plan from files as they were kept: the plan first, then its rate tables and the rules across plans.
pub fn parse_kept(files: &[(String, Vec<u8>)], name: &str, known: &Known) -> Result<Plan> {
    let (plan, tables) = files
        .split_first()
        .map_or((&[][..], &[][..]), |((_, plan), tables)| (plan, tables));
    let text = |bytes| String::from_utf8_lossy(bytes);
    let plan = parse_beside(Is::Plan, &text(plan), name, Beside::Kept(tables), known)?;
    let Some((file, across)) = tables.iter().find(|(file, _)| file == ACROSS) else {
        return Ok(plan);
    };
    with_across(
        plan,
        parse_beside(Is::Across, &text(across), file, Beside::Kept(&[]), known)?,
    )
}

/// The file of rules across plans, in the folder of a workspace's plans.
pub const ACROSS: &str = "across.toml";

/// A plan with the rules across plans, which are kept and known with it from then on.
fn with_across(mut plan: Plan, across: Plan) -> Result<Plan> {
    across::refuse_same_ids(&across, std::iter::once(&plan))?;
    let kept = across.head.files.first().map(|(_, text)| text.clone());
    plan.head.hash = hash(
        &plan.head.hash,
        &[(ACROSS.to_owned(), across.head.hash.clone().into_bytes())],
    );
    plan.head.files.push((ACROSS.to_owned(), kept.unwrap_or_default()));
    plan.across = Some(Box::new(across));
    Ok(plan)
}

fn parse_beside(is: Is, text: &str, name: &str, beside: Beside<'_>, known: &Known) -> Result<Plan> {
    if text.len() > MOST_BYTES {
        return Err(PlanError {
            block: block_of_kind("plan"),
            fault: Fault::TooMuch {
                what: "file".to_owned(),
                most: MOST_BYTES,
            },
            place: Place::file(name),
            hint: None,
        }
        .into());
    }
    let (document, mistakes) = DeTable::parse_recoverable(text);
    let mistakes = mistakes.iter().take(MOST_MISTAKES);
    Error::all(mistakes.map(|mistake| syntax(mistake, text, name)).collect())?;
    let root = document.get_ref();
    let reader = Reader::new(name, text, known, root, is == Is::Across);
    let mut files = Vec::new();
    let mut plan = plan(
        &Fields::new(&reader, block_of_kind("plan"), root, 0..0),
        beside,
        &mut files,
    );
    check::across_blocks(&plan, &mut |error| reader.push(error));
    for error in check::negative(&plan, reader.limits()) {
        reader.push(error);
    }
    Error::all(reader.into_errors())?;
    plan.head.hash = hash(text, &files);
    let own = Path::new(name)
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    plan.head.files = vec![(own, text.as_bytes().to_vec())];
    plan.head.files.extend(files);
    Ok(plan)
}

fn syntax(mistake: &toml::de::Error, text: &str, name: &str) -> PlanError {
    let is_twice = mistake.message().contains("duplicate");
    let place = |span: std::ops::Range<usize>| Place::in_text(name, text, span.start);
    // Word processors and Chinese keyboards write quotes that TOML does not know.
    let line = mistake.span().map_or("", |span| {
        let start = text
            .get(..span.start)
            .and_then(|before| before.rfind('\n'))
            .map_or(0, |at| at + 1);
        text.get(start..)
            .and_then(|rest| rest.lines().next())
            .unwrap_or_default()
    });
    let has_curly_quotes = line.contains(['“', '”', '‘', '’', '＂']);
    PlanError {
        block: block_of_kind("plan"),
        fault: if is_twice {
            Fault::Duplicate(say!("errors.plan.duplicate.key"))
        } else {
            Fault::Syntax(Say::message(mistake))
        },
        place: mistake.span().map_or_else(|| Place::file(name), place),
        hint: has_curly_quotes.then(|| say!("errors.plan.syntax.quotes")),
    }
}

fn hash(text: &str, files: &[(String, Vec<u8>)]) -> String {
    let mut hasher = Sha256::new();
    hasher.update(text.as_bytes());
    for (_, file) in files {
        hasher.update([0]);
        hasher.update(file);
    }
    hex(&hasher.finalize())
}

/// The plan as far as it can be understood.
fn plan(root: &Fields<'_, '_>, beside: Beside<'_>, files: &mut Vec<(String, Vec<u8>)>) -> Plan {
    if let Some(schema) = root.need::<u32>("schema").filter(|schema| *schema != 1) {
        root.not_allowed("schema", say!("errors.plan.not_allowed.schema", schema));
    }
    let mut seen = HashSet::new();
    let params = named(root, "param", &mut seen).into_iter();
    let params = params.map(|(fields, id)| param::param(&fields, id)).collect();
    let tables = named(root, "table", &mut seen).into_iter();
    let tables = tables.filter_map(|(fields, id)| table::table(&fields, id)).collect();
    let rate_tables = named(root, "rate_table", &mut seen).into_iter();
    let rate_tables = rate_tables.filter_map(|(fields, id)| rates::rate_table(&fields, id, beside, files));
    let is_across = root.reader.is_across;
    let head = Head {
        params,
        tables,
        rate_tables: rate_tables.collect(),
        ..if is_across {
            Head::across(root)
        } else {
            Head::read(root)
        }
    };
    let rules = if is_across {
        list::read_across(root, &mut seen)
    } else {
        list::read(root, &mut seen)
    };
    root.finish();
    if !is_across && !root.has("component") {
        root.missing("component");
    }
    Plan {
        head,
        rules,
        across: None,
    }
}
