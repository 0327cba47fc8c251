//! Every message of the program stands in every language, with no value it is not given.
//!
//! The messages are read off the source: the variants of each `messages! { .. }` with their fields, each
//! `say!("name", value, ..)`, and names in other calls (`part("hint")`). So none can be forgotten here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use duebook::library::Library;
use duebook::locale::Locale;
use duebook::message::{Message, Value};
use duebook::wording::Wording;

const LOCALES: [Locale; 2] = [Locale::ZhCn, Locale::En];

/// The files whose texts the program asks for by name. Those of `help` are looked up by command and option (`cli/help.rs`).
const AREAS: [&str; 5] = ["errors", "commands", "ingest", "pay", "serve"];

/// A layout has a title in each language, and in English the rule beside a reject says what in Chinese needs a word and the value.
const OF_THEIR_OWN: [&str; 4] = [
    "ingest.note.layout",
    "ingest.note.layout_in_part",
    "ingest.file.reason",
    "ingest.file.reason_of_empty",
];

/// A message the source can make, and the values it gives.
#[derive(Debug)]
struct Made {
    id: String,
    values: BTreeSet<String>,
    place: String,
}

/// The Rust files of the program, tests at their end left out.
fn sources() -> Vec<(String, String)> {
    fn read(folder: &Path, out: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read(&path, out);
            } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("src/message.rs") {
                let text = fs::read_to_string(&path).unwrap();
                let program = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
                let lines = program.lines().filter(|line| !line.trim_start().starts_with("//"));
                out.push((path.display().to_string(), lines.collect::<Vec<_>>().join("\n")));
            }
        }
    }
    let mut out = Vec::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut out);
    out.sort();
    out
}

/// `text` up to the bracket that closes the one before it.
fn inside(text: &str) -> &str {
    let mut depth = 1;
    let mut in_string = false;
    let mut escaped = false;
    for (at, letter) in text.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => in_string = !in_string,
            '(' | '{' | '[' if !in_string => depth += 1,
            ')' | '}' | ']' if !in_string => {
                depth -= 1;
                if depth == 0 {
                    return &text[..at];
                }
            }
            _ => {}
        }
    }
    panic!("no end of {text}");
}

/// `text` cut at the commas outside of brackets and strings.
fn members(text: &str) -> Vec<&str> {
    let (mut depth, mut start, mut in_string) = (0, 0, false);
    let mut out = Vec::new();
    for (at, letter) in text.char_indices() {
        match letter {
            '"' => in_string = !in_string,
            '(' | '{' | '[' | '<' if !in_string => depth += 1,
            ')' | '}' | ']' | '>' if !in_string => depth -= 1,
            ',' if depth == 0 && !in_string => {
                out.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    out.push(text[start..].trim());
    out.retain(|member| !member.is_empty());
    out
}

fn snake(variant: &str) -> String {
    let mut out = String::new();
    for (at, letter) in variant.char_indices() {
        if letter.is_uppercase() && at > 0 {
            out.push('_');
        }
        out.extend(letter.to_lowercase());
    }
    out
}

/// A member without the attributes before it.
fn bare(member: &str) -> &str {
    let mut rest = member.trim();
    while let Some(attribute) = rest.strip_prefix("#[") {
        rest = attribute[inside(attribute).len() + 1..].trim();
    }
    rest
}

fn name_of(field: &str) -> String {
    bare(field).split(':').next().unwrap().trim().to_owned()
}

/// The variants of each `messages! { "area" enum Name { .. } }`.
fn variants(file: &str, text: &str, out: &mut Vec<Made>) {
    for block in text.split("messages! {").skip(1) {
        let block = inside(block);
        let area = block.split('"').nth(1).unwrap();
        let body = block.split_once("enum ").unwrap().1;
        let body = inside(body.split_once('{').unwrap().1);
        for member in members(body) {
            let member = bare(member);
            let end = member.find(|c: char| !c.is_alphanumeric()).unwrap_or(member.len());
            let fields = member[end..].trim();
            let fields = if fields.is_empty() { "" } else { inside(&fields[1..]) };
            out.push(Made {
                id: format!("{area}.{}", snake(&member[..end])),
                values: members(fields).into_iter().map(name_of).collect(),
                place: file.to_owned(),
            });
        }
    }
}

/// Each `say!("name", value, other = ..)`.
fn said(file: &str, text: &str, out: &mut Vec<Made>) {
    for call in text.split("say!(").skip(1) {
        let arguments = members(inside(call));
        let id = arguments[0].trim_matches('"').to_owned();
        let name = |argument: &&str| argument.split('=').next().unwrap().trim().to_owned();
        out.push(Made {
            id,
            values: arguments[1..].iter().map(name).collect(),
            place: file.to_owned(),
        });
    }
}

/// Texts asked for by name elsewhere: `texts.word("commands.state.draft")`. Names with a part that is not known before the
/// program runs (`"commands.explain.head.{}"`) are left out.
fn named(file: &str, text: &str, out: &mut BTreeSet<(String, String)>) {
    for literal in text.split('"').skip(1) {
        let is_name = literal
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.');
        let area = AREAS.iter().find(|area| literal.starts_with(&format!("{area}.")));
        if is_name && area.is_some() && !literal.ends_with('.') {
            out.insert((literal.to_owned(), file.to_owned()));
        }
    }
}

fn made() -> Vec<Made> {
    let mut out = Vec::new();
    for (file, text) in sources() {
        variants(&file, &text, &mut out);
        said(&file, &text, &mut out);
    }
    out
}

/// The texts by name: sentences, and what stands beside them.
fn texts(locale: Locale) -> BTreeMap<String, String> {
    fn collect(table: &toml::Table, prefix: &str, out: &mut BTreeMap<String, String>) {
        for (key, value) in table {
            match value {
                toml::Value::Table(inner) => collect(inner, &format!("{prefix}{key}."), out),
                toml::Value::String(text) => {
                    out.insert(format!("{prefix}{key}"), text.clone());
                }
                other => panic!("{prefix}{key}: {other}"),
            }
        }
    }
    let mut out = BTreeMap::new();
    collect(Wording::shipped(locale).table(), "", &mut out);
    out
}

/// The `{names}` in a text.
fn names(text: &str) -> BTreeSet<String> {
    let after = text.split('{').skip(1);
    let inside = after.filter_map(|rest| rest.split_once('}').map(|(name, _)| name.to_owned()));
    inside
        .filter(|name| name.chars().all(|c| c.is_alphanumeric() || c == '_'))
        .collect()
}

#[test]
fn every_message_is_said_in_every_language() {
    let made = made();
    assert!(made.len() > 10, "{}", made.len());
    let mut wrong = Vec::new();
    for locale in LOCALES {
        let wording = Wording::shipped(locale);
        for message in &made {
            let tag = locale.tag();
            let (id, place) = (&message.id, &message.place);
            let Some(text) = wording.find(id) else {
                wrong.push(format!("{tag}: no text `{id}` ({place})"));
                continue;
            };
            let values: Vec<(&'static str, Value)> = message
                .values
                .iter()
                .map(|name| (&*name.clone().leak(), Value::Text(format!("<{name}>"))))
                .collect();
            let said = wording.say(&Message::new(id.clone(), values));
            if said.trim().is_empty() {
                wrong.push(format!("{tag}: `{id}` says nothing"));
            }
            // What stands beside the sentence, such as its hint, has the same values.
            let beside = format!("{id}.");
            let texts = texts(locale);
            let parts = texts
                .range(beside.clone()..)
                .take_while(|(key, _)| key.starts_with(&beside));
            for text in parts.map(|(_, text)| text.as_str()).chain([text]) {
                let unknown: Vec<String> = names(text).difference(&message.values).cloned().collect();
                // A part may also be said with values of its own, which are looked at where it is.
                let own = made
                    .iter()
                    .any(|m| m.id.starts_with(&beside) && unknown.iter().all(|n| m.values.contains(n)));
                if !unknown.is_empty() && !own {
                    wrong.push(format!("{tag}: `{id}` asks for {unknown:?}: {text} ({place})"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn both_languages_name_the_same_values() {
    let english = texts(Locale::En);
    let chinese = texts(Locale::ZhCn);
    let keys = |texts: &BTreeMap<String, String>| texts.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(keys(&english), keys(&chinese));
    for (key, text) in english
        .iter()
        .filter(|(key, _)| AREAS.iter().any(|area| key.starts_with(area)))
        .filter(|(key, _)| !OF_THEIR_OWN.contains(&key.as_str()))
    {
        assert_eq!(names(text), names(&chinese[key]), "{key}");
    }
}

#[test]
fn every_text_asked_for_by_name_is_there() {
    let mut named_texts = BTreeSet::new();
    for (file, text) in sources() {
        named(&file, &text, &mut named_texts);
    }
    assert!(named_texts.len() > 50, "{}", named_texts.len());
    // An area of errors is a name too, that of a table.
    let is_there = |wording: &Wording, id: &str| {
        let area = id
            .split('.')
            .try_fold(wording.table(), |table, part| table.get(part)?.as_table());
        wording.find(id).is_some() || area.is_some()
    };
    for locale in LOCALES {
        let wording = Wording::shipped(locale);
        let missing: Vec<_> = named_texts.iter().filter(|(id, _)| !is_there(wording, id)).collect();
        assert!(missing.is_empty(), "{}: {missing:#?}", locale.tag());
    }
}

/// Texts of the SQL that judges rows are its parameters.
fn is_said_by_a_rule(key: &str) -> bool {
    let of_rule = key.strip_prefix("ingest.reject.").and_then(|rest| rest.split_once('.'));
    of_rule.is_some_and(|(rule, name)| {
        let path = format!("queries/ingest/rules/{rule}.sql");
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap_or_default();
        text.contains(&format!("${name}"))
    })
}

/// A statement returns codes, and columns of each language: its section says which list of words they stand in.
#[test]
fn no_statement_puts_words_of_a_language_together() {
    let library = Library::shipped();
    let own: Vec<&str> = library
        .files()
        .filter(|file| file.text.contains("$language"))
        .map(|file| file.name.as_str())
        .collect();
    assert!(own.is_empty(), "{own:?}");
}

/// A text nothing says would be translated for nobody.
#[test]
fn every_text_is_used() {
    let made: BTreeSet<String> = made().into_iter().map(|message| message.id).collect();
    let program: String = sources().into_iter().map(|(_, text)| text).collect();
    let library = Library::shipped();
    let templates: String = library
        .list("report-templates/serve", ".j2")
        .map(|file| file.text.as_str())
        .collect();
    let unused: Vec<String> = texts(Locale::En)
        .into_keys()
        // Words are looked up as they come; `Message::verbatim` stands where messages are defined.
        .filter(|key| AREAS.iter().any(|area| key.starts_with(&format!("{area}."))))
        .filter(|key| !key.starts_with("errors.word.") && key != "errors.verbatim" && !key.starts_with("ingest.rule."))
        .filter(|key| !is_said_by_a_rule(key))
        .filter(|key| {
            let (before, last) = key.rsplit_once('.').unwrap();
            let is_beside = ["says", "hint"].contains(&last) || program.contains(&format!("part(\"{last}\")"));
            // `format!("commands.explain.head.{name}")`
            let is_built = program.contains(&format!("\"{before}.{{"));
            let is_named = program.contains(&format!("\"{key}\""));
            let is_shown = templates.split(&format!("t.{key}")).skip(1).any(|rest| {
                let after = rest.chars().next();
                !after.is_some_and(|c| c.is_alphanumeric() || c == '_')
            });
            !(made.contains(key) || made.contains(before) && is_beside || is_named || is_built || is_shown)
        })
        .collect();
    assert!(unused.is_empty(), "{unused:#?}");
}
