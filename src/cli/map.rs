//! `map`: what the columns of a strange file are, decided by a person and kept for files of that shape.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use dialoguer::{Confirm, Input, Select};

use super::output::{outln, table};
use super::{Context, Outcome};
use crate::diagnostic::Result;
use crate::ingest::allowed_folders;
use crate::ingest::map::{self, Asked, ColumnProposal, Join, MapError, Meaning, Proposal, SheetProposal, Sureness};
use crate::message::say;
use crate::privacy::without_mobiles;
use crate::refusal::Refusal;
use crate::store::Store;
use crate::tabular::TabularError;
use crate::texts::Texts;
use crate::visible::visible;
use crate::workspace::Workspace;

#[derive(clap::Args)]
pub(super) struct Args {
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[arg(long, value_name = "T")]
    table: Option<String>,
    #[arg(long)]
    accept: bool,
    #[arg(long, value_name = "COLUMN=MEANING")]
    set: Vec<String>,
    #[arg(long, value_name = "HOW", value_parser = [Join::OldestOpen.word()])]
    join: Option<String>,
    #[arg(long)]
    save: bool,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    let path = context.at(&args.file);
    let store = context.store_with(&workspace, &allowed_folders(std::slice::from_ref(&path)))?;
    let texts = Context::texts_of(&workspace)?;
    let mut desk = Desk {
        workspace: &workspace,
        store: &store,
        texts: &texts,
        path: &path,
        asked: Asked {
            table: args.table.clone(),
            set: args.set.clone(),
            join: args.join.as_deref().and_then(Join::of_word),
        },
    };
    let mut proposal = desk.propose()?;
    if proposal.sheets.iter().all(|sheet| sheet.read_as.is_none()) {
        desk.print(&proposal)?;
        let path = proposal.path;
        return Err(MapError::NotAlike { path }.into());
    }
    let is_asking = context.interactive && std::io::stdin().is_terminal() && !args.accept && args.set.is_empty();
    let mut saves = args.save;
    if is_asking {
        desk.print(&proposal)?;
        proposal = desk.ask(&proposal)?;
        saves = saves || confirm(&texts.say(&say!("commands.map.save")))?;
    }
    desk.print(&proposal)?;
    let is_settled = proposal.sheets.iter().all(SheetProposal::is_settled);
    if (args.accept || saves) && !is_settled {
        desk.tell_rest(&proposal, context);
    }
    let file = args.file.display().to_string();
    if saves {
        let place = map::save(&workspace, &proposal)?;
        context.say(&texts.say(&say!("commands.map.saved", place, file)));
    } else if !args.accept || is_settled {
        context.say(&texts.say(&say!("commands.map.next", file)));
    }
    Ok(if is_settled || !(args.accept || saves) {
        Outcome::Done
    } else {
        Outcome::Findings
    })
}

/// The file and what was said of it so far.
struct Desk<'a> {
    workspace: &'a Workspace,
    store: &'a Store,
    texts: &'a Texts,
    path: &'a Path,
    asked: Asked,
}

impl Desk<'_> {
    fn propose(&self) -> Result<Proposal> {
        map::propose(self.workspace, self.store, self.path, &self.asked)
    }

    fn print(&self, proposal: &Proposal) -> Result<()> {
        for sheet in &proposal.sheets {
            self.print_sheet(proposal, sheet)?;
        }
        Ok(())
    }

    fn print_sheet(&self, proposal: &Proposal, sheet: &SheetProposal) -> Result<()> {
        let texts = self.texts;
        let name = sheet.sheet.as_ref().map(|name| format!("!{name}")).unwrap_or_default();
        outln!("{}{name}", proposal.path.display())?;
        outln!("{}", texts.say(&sheet.headers.message()))?;
        let Some(read_as) = &sheet.read_as else {
            return outln!("{}\n", texts.say(&say!("commands.map.not_alike")));
        };
        let title = texts.locale().pick(&read_as.zh, &read_as.en).to_owned();
        let (name, why) = (read_as.name.clone(), &read_as.why);
        outln!("{}\n", texts.say(&say!("commands.map.read_as", title, name, why)))?;
        let heads = texts.heads("commands.map.heads");
        let rows = sheet.columns.iter().map(|column| self.row(column));
        outln!("{}", table(&heads, rows, &[]))?;
        for (column, text) in &sheet.made {
            outln!("{}", texts.say(&say!("commands.map.made", column, text)))?;
        }
        for missing in &sheet.missing {
            let title = texts.locale().pick(&missing.zh, &missing.en).to_owned();
            let columns: Vec<String> = missing.columns.iter().map(|meaning| self.named(meaning)).collect();
            let table = missing.table.clone();
            let message = if missing.is_optional {
                say!("commands.map.left_out", title, table, columns)
            } else {
                say!("commands.map.missing", title, table, columns)
            };
            outln!("{}", texts.say(&message))?;
        }
        outln!("")
    }

    fn row(&self, column: &ColumnProposal) -> Vec<String> {
        let why: Vec<String> = column.why.iter().map(|why| self.texts.say(why)).collect();
        let meaning = column.meaning.as_ref().map(|meaning| {
            format!(
                "{}.{} {}",
                meaning.table,
                meaning.column,
                self.texts.locale().pick(&meaning.zh, &meaning.en)
            )
        });
        let sure = column.sureness.word();
        let sure = self.texts.word(&format!("commands.map.sureness.{sure}")).to_owned();
        vec![
            column.header.clone(),
            without_mobiles(&shortened(&column.values.join(" | "))),
            meaning.unwrap_or_default(),
            sure,
            why.join(self.texts.word("commands.map.and")),
        ]
    }

    fn named(&self, meaning: &Meaning) -> String {
        format!(
            "{} {}",
            meaning.column,
            self.texts.locale().pick(&meaning.zh, &meaning.en)
        )
    }

    /// What is not taken, as the options that decide it.
    fn tell_rest(&self, proposal: &Proposal, context: &Context) {
        for column in proposal.sheets.iter().flat_map(|sheet| &sheet.columns) {
            if let Some(meaning) = column.meaning.as_ref().filter(|_| column.is_open()) {
                let set = format!("{}={}.{}", column.header, meaning.table, meaning.column);
                context.say(&self.texts.say(&say!("commands.map.rest", set)));
            }
            for (word, likely) in &column.unknown_words {
                let meaning = column.meaning.as_ref();
                let words = meaning.map(|meaning| meaning.words.clone()).unwrap_or_default();
                let set = format!("{}:{word}={}", column.header, likely.as_deref().unwrap_or("?"));
                context.say(&self.texts.say(&say!("commands.map.rest_word", set, words)));
            }
        }
    }

    /// Asks for every column that is not sure, then for every word nobody knows.
    fn ask(&mut self, proposal: &Proposal) -> Result<Proposal> {
        let open = proposal.sheets.iter().flat_map(|sheet| &sheet.columns);
        for column in open.filter(|column| !column.is_taken()) {
            if let Some(meant) = self.ask_column(column)? {
                self.asked.set.push(format!("{}={meant}", column.header));
            }
        }
        let proposal = self.propose()?;
        for column in proposal.sheets.iter().flat_map(|sheet| &sheet.columns) {
            let words = column
                .meaning
                .as_ref()
                .map(|meaning| meaning.words.clone())
                .unwrap_or_default();
            for (word, likely) in &column.unknown_words {
                let at = words.iter().position(|known| Some(known) == likely.as_ref());
                let question = say!("commands.map.ask_word", header = column.header.clone(), word);
                let none = self.texts.word("commands.map.skip").to_owned();
                let choices: Vec<String> = words.iter().cloned().chain([none]).collect();
                let chosen = select(&self.texts.say(&question), &choices, at.unwrap_or(words.len()))?;
                if let Some(meant) = words.get(chosen) {
                    self.asked.set.push(format!("{}:{word}={meant}", column.header));
                }
            }
        }
        self.propose()
    }

    /// What a column is: a column of a table, nothing (empty), or left as it is.
    fn ask_column(&self, column: &ColumnProposal) -> Result<Option<String>> {
        let likely: Vec<&Meaning> = column.meaning.iter().chain(&column.others).collect();
        let question = say!(
            "commands.map.ask",
            header = column.header.clone(),
            values = without_mobiles(&shortened(&column.values.join(" | ")))
        );
        let mut choices: Vec<String> = likely
            .iter()
            .map(|meaning| format!("{}.{}", meaning.table, self.named(meaning)))
            .collect();
        choices.extend(["commands.map.unused", "commands.map.other"].map(|name| self.texts.word(name).to_owned()));
        // Where nothing is like it, it is most often of no use.
        let default = if column.sureness == Sureness::None {
            likely.len()
        } else {
            0
        };
        let chosen = select(&self.texts.say(&question), &choices, default)?;
        if let Some(meaning) = likely.get(chosen) {
            return Ok(Some(format!("{}.{}", meaning.table, meaning.column)));
        }
        if chosen == likely.len() {
            return Ok(Some(String::new()));
        }
        let named: String = Input::new()
            .with_prompt(self.texts.say(&say!("commands.map.name_column")))
            .allow_empty(true)
            .interact_text()
            .map_err(|error| unanswered(&error))?;
        Ok((!named.trim().is_empty()).then(|| named.trim().to_owned()))
    }
}

fn select(question: &str, choices: &[String], default: usize) -> Result<usize> {
    let items: Vec<String> = choices.iter().map(|choice| visible(choice).into_owned()).collect();
    let select = Select::new()
        .with_prompt(visible(question))
        .items(&items)
        .default(default);
    select.interact().map_err(|error| unanswered(&error))
}

fn confirm(question: &str) -> Result<bool> {
    Confirm::new()
        .with_prompt(question)
        .default(true)
        .interact()
        .map_err(|error| unanswered(&error))
}

fn unanswered(error: &dialoguer::Error) -> crate::Error {
    let dialoguer::Error::IO(error) = error;
    let (path, reason) = ("stdin".to_owned(), Refusal::of(error));
    TabularError::Unwritable { path, reason }.into()
}

/// So much of values that a row stays one.
fn shortened(text: &str) -> String {
    const MOST: usize = 40;
    let mut short: String = text.chars().take(MOST).collect();
    if text.chars().count() > MOST {
        short.push('…');
    }
    short
}
