//! From a file to a [`Plan`], or every mistake in it at once.
//!
//! Reading goes on after a mistake with what can be understood; the checks across blocks ([`super::check`]) then run on
//! that, so that a plan with twenty mistakes shows twenty.

use std::fmt::Write as _;
use std::path::Path;

use sha2::{Digest as _, Sha256};
use toml::de::DeTable;

use super::error::{Fault, PlanError};
use super::fields::{Fields, Reader};
use super::known::Known;
use super::{Block, Plan, Rounding, Version, blocks, check, kinds, lists, rates};
use crate::diagnostic::{Error, Place, Result};
use crate::incentive::number::Mode;
use crate::period::PeriodKind;

/// The ids of a plan by what they name, known before the blocks are read.
#[derive(Debug, Default)]
pub(super) struct Ids {
    pub(super) params: Vec<String>,
    pub(super) tables: Vec<String>,
    pub(super) rate_tables: Vec<String>,
    pub(super) components: Vec<String>,
}

/// True for a letter followed by letters, digits, `_` or `-`.
pub(super) fn is_id(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

/// Reads the plan in `path`, which messages call `name`.
pub fn read(path: &Path, name: &str, known: &Known) -> Result<Plan> {
    let text = std::fs::read_to_string(path).map_err(|e| PlanError {
        block: "plan".to_owned(),
        fault: Fault::Syntax(format!("the file cannot be read: {e}")),
        place: Place::file(name),
        hint: None,
    })?;
    let folder = path.parent().unwrap_or(Path::new("."));
    parse(&text, name, folder, known)
}

/// Reads a plan from its text; its rate tables lie in `folder`.
pub fn parse(text: &str, name: &str, folder: &Path, known: &Known) -> Result<Plan> {
    let (document, mistakes) = DeTable::parse_recoverable(text);
    if !mistakes.is_empty() {
        return Err(syntax(&mistakes, text, name));
    }
    let mut reader = Reader::new(name, text, known);
    let root = document.get_ref();
    reader.ids = ids(root);
    let mut files = Vec::new();
    let mut plan = plan(&Fields::new(&reader, "plan".to_owned(), root, 0..0), folder, &mut files);
    check::across_blocks(&plan, |error| reader.push(error));
    let mut errors = reader.into_errors();
    errors.sort_by_key(|e| e.place.position);
    errors.dedup();
    Error::all(errors)?;
    plan.hash = hash(text, &files);
    Ok(plan)
}

fn syntax(mistakes: &[toml::de::Error], text: &str, name: &str) -> Error {
    let errors = mistakes.iter().map(|mistake| PlanError {
        block: "plan".to_owned(),
        fault: match duplicate_key(mistake) {
            Some(key) => Fault::Duplicate(key),
            None => Fault::Syntax(mistake.message().to_owned()),
        },
        place: mistake
            .span()
            .map_or_else(|| Place::file(name), |span| Place::in_text(name, text, span.start)),
        hint: None,
    });
    match Error::all(errors.collect()) {
        Err(error) => error,
        Ok(()) => unreachable_syntax(name),
    }
}

fn unreachable_syntax(name: &str) -> Error {
    PlanError {
        block: "plan".to_owned(),
        fault: Fault::Syntax("it cannot be read".to_owned()),
        place: Place::file(name),
        hint: None,
    }
    .into()
}

fn duplicate_key(mistake: &toml::de::Error) -> Option<String> {
    mistake.message().contains("duplicate").then(|| "key".to_owned())
}

fn hash(text: &str, files: &[Vec<u8>]) -> String {
    let mut hasher = Sha256::new();
    hasher.update(text.as_bytes());
    for file in files {
        hasher.update([0]);
        hasher.update(file);
    }
    hasher.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn ids(root: &DeTable<'_>) -> Ids {
    let of = |kind: &str| -> Vec<String> {
        let blocks = root.get(kind).and_then(|item| item.get_ref().as_array());
        let tables = blocks
            .into_iter()
            .flatten()
            .filter_map(|item| item.get_ref().as_table());
        tables
            .filter_map(|table| table.get("id")?.get_ref().as_str().map(ToOwned::to_owned))
            .collect()
    };
    Ids {
        params: of("param"),
        tables: of("table"),
        rate_tables: of("rate_table"),
        components: of("component"),
    }
}

/// The plan as far as it can be understood.
fn plan(root: &Fields<'_, '_>, folder: &Path, files: &mut Vec<Vec<u8>>) -> Plan {
    if let Some(schema) = root.integer("schema").filter(|schema| *schema != 1) {
        root.not_allowed("schema", format!("schema = {schema} (this program reads 1)"));
    }
    let head = head(root);
    let mut seen = Vec::new();
    let params = plain_blocks(root, "param", &mut seen, lists::param);
    let tables = plain_blocks(root, "table", &mut seen, lists::table);
    let rate_tables = plain_blocks(root, "rate_table", &mut seen, |fields, id| {
        rates::rate_table(fields, id, folder, files)
    });
    let components = blocks(root, "component", &mut seen, kinds::component);
    let plan = Plan {
        eligibility: blocks(root, "eligibility", &mut seen, blocks::eligibility),
        gates: blocks(root, "gate", &mut seen, blocks::gate),
        multipliers: blocks(root, "multiplier", &mut seen, blocks::multiplier),
        penalties: blocks(root, "penalty", &mut seen, blocks::penalty),
        floors: blocks(root, "floor", &mut seen, blocks::floor),
        caps: blocks(root, "cap", &mut seen, blocks::cap),
        prorations: blocks(root, "proration", &mut seen, blocks::proration),
        pools: blocks(root, "pool", &mut seen, blocks::pool),
        guarantees: blocks(root, "guarantee", &mut seen, blocks::guarantee),
        deferrals: blocks(root, "deferral", &mut seen, blocks::deferral),
        clawbacks: blocks(root, "clawback", &mut seen, blocks::clawback),
        params,
        tables,
        rate_tables,
        components,
        ..head
    };
    root.finish();
    if !root.has("component") {
        root.missing("component");
    }
    plan
}

/// `[plan]`; what is wrong in it is told, and something harmless stands in its place.
fn head(root: &Fields<'_, '_>) -> Plan {
    let inner = root
        .need("plan")
        .and_then(|item| root.reader.fields("[plan]", "plan", item));
    let mut plan = empty(root.reader.file);
    let Some(fields) = inner else {
        return plan;
    };
    if let Some(id) = fields.text("id") {
        if !is_id(&id) {
            fields.not_allowed("id", format!("the id \"{id}\""));
        }
        plan.id = id;
    }
    plan.title = fields.title("title").unwrap_or_default();
    plan.authority = fields.title("authority").unwrap_or_default();
    plan.currency = fields.title("currency").unwrap_or_default();
    plan.population = fields.title("population").unwrap_or_default();
    let kinds = [
        ("month", PeriodKind::Month),
        ("quarter", PeriodKind::Quarter),
        ("year", PeriodKind::Year),
    ];
    if let Some(kind) = fields.word("period", &kinds) {
        plan.period = kind;
    }
    if let Some(rounding) = fields.need("rounding").and_then(|item| {
        let inner = fields.reader.fields("[plan]", "rounding", item)?;
        let (line, total) = (inner.integer("line"), inner.integer("total"));
        let mode = inner.word(
            "mode",
            &[
                ("half_up", Mode::HalfUp),
                ("half_even", Mode::HalfEven),
                ("down", Mode::Down),
            ],
        );
        inner.finish();
        let (line, total) = (line?, total?);
        for (key, digits) in [("line", line), ("total", total)] {
            if digits > 6 {
                inner.not_allowed(key, format!("{key} = {digits} (more than 6 decimals)"));
            }
        }
        Some(Rounding {
            line: line.min(6),
            total: total.min(6),
            mode: mode?,
        })
    }) {
        plan.rounding = rounding;
    }
    fields.finish();
    plan
}

fn empty(file: &str) -> Plan {
    Plan {
        file: file.to_owned(),
        hash: String::new(),
        id: String::new(),
        title: String::new(),
        authority: String::new(),
        currency: String::new(),
        period: PeriodKind::Month,
        population: String::new(),
        rounding: Rounding {
            line: 2,
            total: 2,
            mode: Mode::HalfUp,
        },
        params: Vec::new(),
        tables: Vec::new(),
        rate_tables: Vec::new(),
        components: Vec::new(),
        eligibility: Vec::new(),
        gates: Vec::new(),
        multipliers: Vec::new(),
        penalties: Vec::new(),
        floors: Vec::new(),
        caps: Vec::new(),
        prorations: Vec::new(),
        pools: Vec::new(),
        guarantees: Vec::new(),
        deferrals: Vec::new(),
        clawbacks: Vec::new(),
    }
}

/// The blocks of one kind with the id of each, which must be one and stand once in the file.
fn named_blocks<'r, 'd>(
    root: &Fields<'r, 'd>,
    kind: &'static str,
    seen: &mut Vec<String>,
) -> Vec<(Fields<'r, 'd>, String)> {
    let mut found = Vec::new();
    for mut fields in root.optional_tables(kind) {
        kind.clone_into(&mut fields.block);
        let Some(id) = fields.text("id") else {
            // Its other mistakes are told too, under no name.
            found.push((fields, String::new()));
            continue;
        };
        fields.block = format!("{kind} `{id}`");
        if !is_id(&id) {
            fields.fault_with(
                "id",
                Fault::NotAllowed(format!("the id \"{id}\"")),
                "an id is a letter, then letters, digits, _ or -".to_owned(),
            );
        }
        if seen.contains(&id) {
            fields.fault("id", Fault::Duplicate(format!("id `{id}`")));
        }
        seen.push(id.clone());
        found.push((fields, id));
    }
    found
}

fn plain_blocks<T>(
    root: &Fields<'_, '_>,
    kind: &'static str,
    seen: &mut Vec<String>,
    mut read: impl FnMut(&Fields<'_, '_>, String) -> Option<T>,
) -> Vec<T> {
    named_blocks(root, kind, seen)
        .into_iter()
        .filter_map(|(fields, id)| read(&fields, id))
        .collect()
}

fn blocks<T>(
    root: &Fields<'_, '_>,
    kind: &'static str,
    seen: &mut Vec<String>,
    read: fn(&Fields<'_, '_>) -> Option<T>,
) -> Vec<Block<T>> {
    named_blocks(root, kind, seen)
        .into_iter()
        .map(|(fields, id)| {
            let title = fields.optional_text("title");
            let mut versions: Vec<Version<T>> = fields
                .tables("version")
                .iter()
                .filter_map(|version| {
                    let (from, authority) = (version.date("from"), version.optional_text("authority"));
                    let body = read(version);
                    Some(Version {
                        from: from?,
                        authority,
                        place: version.place(),
                        body: body?,
                    })
                })
                .collect();
            fields.finish();
            lists::tell_same_dates(&fields, versions.iter().map(|v| v.from.to_string()));
            versions.sort_by_key(|v| v.from);
            Block {
                id,
                title,
                place: fields.place(),
                versions,
            }
        })
        .collect()
}
