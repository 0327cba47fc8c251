//! `ingest`: files into the store, with a table of what became of each.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use indicatif::{HumanCount, HumanDuration, ProgressBar, ProgressState, ProgressStyle};

use super::output::{self, table};
use super::{Context, Outcome, publish};
use crate::decimal::grouped;
use crate::diagnostic::Result;
use crate::ingest::{self, Control, Failed, FileReport, HandOvers, MonthSums, Progress, ReasonCount, Silent, Summary};
use crate::message::{Grouped, Message, Say, say};
use crate::period::parse_day;
use crate::privacy::without_mobiles;
use crate::store::Store;
use crate::texts::Texts;
use crate::visible::visible_name;
use crate::wording::Wording;
use crate::workspace::Workspace;

#[derive(clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "options of the user, each on its own")]
pub(super) struct Args {
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    #[arg(long, value_name = "T")]
    table: Option<String>,
    #[arg(long)]
    replace: bool,
    #[arg(long)]
    empty_missing: bool,
    #[arg(long, value_name = "DAY")]
    covers_to: Option<String>,
    #[arg(long)]
    strict: bool,
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    let paths: Vec<PathBuf> = args.paths.iter().map(|path| context.at(path)).collect();
    let store = context.store_with(&workspace, &ingest::allowed_folders(&paths))?;
    let options = ingest::Options {
        table: args.table.clone(),
        dry_run: args.dry_run,
        replace: args.replace,
        empty_missing: args.empty_missing,
        covers_to: args.covers_to.as_deref().map(parse_day).transpose()?,
        strict: args.strict,
        repeats: None,
    };
    let outcome = load(&workspace, &store, &paths, &options, context)?;
    let is_loaded = !args.dry_run && matches!(outcome, Outcome::Done | Outcome::Findings);
    if is_loaded {
        publish::after_ingest(&workspace, store, context)?;
    }
    Ok(outcome)
}

/// Loads and tells; findings if rows were rejected or files not loaded, nothing if no file is in the store.
pub(super) fn load(
    workspace: &Workspace,
    store: &Store,
    paths: &[PathBuf],
    options: &ingest::Options,
    context: &Context,
) -> Result<Outcome> {
    let texts = Context::texts_of(workspace)?;
    let bar = Bar::new(&texts);
    let progress: &dyn Progress = if context.interactive { &bar } else { &Silent };
    let summary = ingest::run(workspace, store, paths, options, progress)?;
    bar.clear();
    SummaryPrinter::new(&texts, context).tell(&summary, options.dry_run);
    Ok(if summary.is_fruitless() {
        Outcome::Nothing
    } else if summary.has_findings() {
        Outcome::Findings
    } else {
        Outcome::Done
    })
}

/// A line on the terminal: how many rows, how fast, how long still.
pub(super) struct Bar {
    bar: ProgressBar,
    wording: Arc<Wording>,
}

impl Bar {
    pub(super) fn new(wording: &Wording) -> Self {
        let opening = ProgressStyle::with_template("{spinner} {elapsed}").expect("a fixed template");
        Self {
            bar: ProgressBar::no_length().with_style(opening),
            wording: Arc::new(wording.clone()),
        }
    }

    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Bar {
    fn start(&self, rows: u64) {
        const TEMPLATE: &str = "{bar:24} {percent:>3}% {how_far}: {msg}";
        let wording = Arc::clone(&self.wording);
        let how_far = move |state: &ProgressState, out: &mut dyn std::fmt::Write| {
            let message = say!(
                "ingest.progress",
                done = HumanCount(state.pos()).to_string(),
                all = HumanCount(state.len().unwrap_or_default()).to_string(),
                per_second = format!("{:.0}", state.per_sec()),
                left = format!("{:#}", HumanDuration(state.eta()))
            );
            let _ = out.write_str(&wording.say(&message));
        };
        let style = ProgressStyle::with_template(TEMPLATE).expect("a fixed template");
        self.bar.set_style(style.with_key("how_far", how_far));
        self.bar.reset();
        self.bar.set_length(rows);
        self.bar.enable_steady_tick(std::time::Duration::from_millis(100));
    }

    fn file(&self, name: &str) {
        self.bar.set_message(visible_name(name).into_owned());
    }

    fn advance(&self, rows: u64) {
        self.bar.inc(rows);
    }
}

/// What is said of a run, in the user's language. It goes to stderr: it is talk, not data.
pub(super) struct SummaryPrinter<'a> {
    texts: &'a Texts,
    context: &'a Context,
}

impl<'a> SummaryPrinter<'a> {
    pub(super) fn new(texts: &'a Texts, context: &'a Context) -> Self {
        Self { texts, context }
    }

    pub(super) fn tell(&self, summary: &Summary, dry_run: bool) {
        if self.context.machine {
            summary.files.iter().for_each(log);
            log_rest(summary);
            log_control(&summary.control);
            return;
        }
        self.tell_files(summary, dry_run);
        self.tell_control(&summary.control);
        for message in hand_overs(summary.hand_overs) {
            self.say(&message);
        }
        for path in &summary.links {
            self.say(&say!("ingest.link", path = *path));
        }
        for path in &summary.ignored {
            self.say(&say!("ingest.ignored", path = *path));
        }
        if let Some(path) = summary.rejects_file.as_ref().filter(|_| summary.has_findings()) {
            self.say(&say!("ingest.all_rejects", path = *path));
        }
        if summary.held_back {
            self.say(&say!("ingest.held_back"));
        }
        if dry_run {
            self.say(&say!("ingest.dry_run"));
        }
    }

    fn say(&self, message: &Message) {
        self.context.say(&self.texts.say(message));
    }

    /// The table of files, and what is worth a sentence about each.
    fn tell_files(&self, summary: &Summary, dry_run: bool) {
        let heads = [
            self.texts.heads("ingest.head.file"),
            self.texts.heads("ingest.head.result"),
        ]
        .concat();
        let rows = summary
            .files
            .iter()
            .map(|file| self.row(file, dry_run || summary.held_back));
        let rows = rows.chain(summary.failed.iter().map(|failed| self.failed_row(failed, heads.len())));
        let numbers: Vec<usize> = (2..10).collect();
        self.context.say(&table(&heads, rows, &numbers).to_string());
        // What is the same of several tables of a file is said once.
        let mut told = HashSet::new();
        for file in &summary.files {
            let name = name(file);
            for remark in remarks(file) {
                let remark = self.texts.say(&say!("ingest.in_file", file = name, remark));
                if !told.contains(&remark) {
                    self.context.say(&remark);
                    told.insert(remark);
                }
            }
            for reason in &file.reasons {
                self.context.say(&format!("{name}:{}", self.reason(reason)));
            }
        }
        // One command helps, whatever is wrong with a file.
        let refused = summary
            .files
            .iter()
            .filter(|file| file.outcome == ingest::Outcome::Refused);
        let refused: BTreeSet<&Path> = refused.map(|file| file.path.as_path()).collect();
        for path in refused {
            self.say(&ingest::map_command(path));
        }
        for (table, note) in &summary.joined {
            self.say(&say!("ingest.in_file", file = *table, remark = note.message()));
        }
        // Errors are told to those too who asked for less.
        for failed in &summary.failed {
            output::tell(format_args!("\n{}", failed.error.told(self.texts)));
        }
    }

    fn row(&self, file: &FileReport, is_rehearsal: bool) -> Vec<String> {
        let result = match file.outcome {
            ingest::Outcome::Loaded if is_rehearsal => say!("ingest.outcome.loadable"),
            ingest::Outcome::Loaded => say!("ingest.outcome.loaded"),
            ingest::Outcome::AlreadyLoaded => say!("ingest.outcome.already_loaded"),
            ingest::Outcome::Refused => say!("ingest.outcome.refused"),
        };
        let numbers = [
            file.rows_read,
            file.accepted,
            file.rejected,
            file.skipped,
            file.identical,
            file.inserted,
            file.changed,
            file.unchanged,
        ];
        let mut cells = vec![name(file), file.table.clone()];
        cells.extend(numbers.map(|n| {
            if file.outcome == ingest::Outcome::AlreadyLoaded {
                String::new()
            } else {
                grouped(n.into())
            }
        }));
        cells.push(self.texts.say(&result));
        cells
    }

    /// A file of which nothing could be read.
    fn failed_row(&self, failed: &Failed, columns: usize) -> Vec<String> {
        let mut cells = vec![String::new(); columns];
        cells[0] = failed.path.display().to_string();
        if let Some(result) = cells.last_mut() {
            *result = self.texts.say(&say!("ingest.outcome.failed"));
        }
        cells
    }

    /// The first row with this reason and how many there are: `4: hired_on 无法识别 (bad_value) ×1: 很久以前（不是日期）`.
    fn reason(&self, reason: &ReasonCount) -> String {
        let ReasonCount {
            rule,
            column,
            rows,
            first_row,
            first_value,
            first_message,
        } = reason;
        let own = self.texts.find(&format!("ingest.rule.{rule}"));
        let named = own.or_else(|| self.texts.find("ingest.rule.other")).unwrap_or_default();
        let (row, named, message) = (*first_row, named.to_owned(), first_message);
        self.texts.say(&if first_value.is_empty() {
            say!(
                "ingest.file.reason_of_empty",
                row,
                column,
                named,
                rule,
                rows = *rows,
                message
            )
        } else {
            say!(
                "ingest.file.reason",
                row,
                column,
                named,
                rule,
                rows = *rows,
                value = first_value,
                message
            )
        })
    }

    /// The sums of the months the run touched, of the latest ones if they are many, and what is nobody's.
    fn tell_control(&self, control: &Control) {
        const SHOWN: usize = 13;
        let heads = [
            say!("ingest.control.month"),
            say!("ingest.control.due_items"),
            say!("ingest.control.amount_due"),
            say!("ingest.control.payments"),
            say!("ingest.control.paid"),
            say!("ingest.control.reversed"),
            say!("ingest.control.net_paid"),
        ];
        let heads = heads.map(|head| self.texts.say(&head));
        let (earlier, shown) = control.months.split_at(control.months.len().saturating_sub(SHOWN));
        if !shown.is_empty() {
            let mut rows: Vec<Vec<String>> = shown.iter().map(|sums| control_row(sums, &sums.month)).collect();
            if let (Some(first), Some(last)) = (earlier.first(), earlier.last()) {
                let title = format!("{}..{}", first.month, last.month);
                rows.insert(0, control_row(&total(earlier), &title));
            }
            let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
            self.context.say("");
            self.context.say(&table(&heads, rows, &[1, 2, 3, 4, 5, 6]).to_string());
        }
        if control.without_team > 0 {
            let count = Grouped(control.without_team);
            self.say(&say!("ingest.control.without_team", count));
        }
        if control.unjoined > 0 {
            let (count, amount) = (Grouped(control.unjoined), grouped(control.unjoined_amount));
            let line = self.texts.say(&say!("ingest.control.unjoined", count, amount));
            self.context.warn(&line);
        }
        if control.loose_contacts > 0 {
            let count = Grouped(control.loose_contacts);
            self.say(&say!("ingest.control.loose_contacts", count));
        }
        if control.waiting > 0 {
            let count = Grouped(control.waiting);
            self.say(&say!("ingest.control.waiting", count));
        }
    }
}

fn control_row(sums: &MonthSums, title: &str) -> Vec<String> {
    vec![
        title.to_owned(),
        grouped(sums.due_items.into()),
        grouped(sums.amount_due),
        grouped(sums.payments.into()),
        grouped(sums.paid),
        grouped(sums.reversed),
        grouped(sums.paid - sums.reversed),
    ]
}

fn total(months: &[MonthSums]) -> MonthSums {
    months.iter().fold(MonthSums::default(), |mut total, sums| {
        total.due_items += sums.due_items;
        total.amount_due += sums.amount_due;
        total.payments += sums.payments;
        total.paid += sums.paid;
        total.reversed += sums.reversed;
        total
    })
}

fn log_control(control: &Control) {
    for sums in &control.months {
        tracing::info!(
            month = sums.month,
            due_items = sums.due_items,
            amount_due = %sums.amount_due,
            payments = sums.payments,
            paid = %sums.paid,
            reversed = %sums.reversed,
            "month"
        );
    }
    tracing::info!(
        without_team = control.without_team,
        waiting = control.waiting,
        unjoined = control.unjoined,
        unjoined_amount = %control.unjoined_amount,
        loose_contacts = control.loose_contacts,
        "control"
    );
}

/// Files that failed, and what follows from all files together.
fn log_rest(summary: &Summary) {
    for failed in &summary.failed {
        tracing::error!(file = %failed.path.display(), "{}", failed.error);
    }
    for link in &summary.links {
        tracing::info!(file = %link.display(), "link not followed");
    }
    for (table, note) in &summary.joined {
        tracing::info!(table, "{}", note.message());
    }
    for message in hand_overs(summary.hand_overs) {
        tracing::info!("{message}");
    }
}

/// Changes of owners that follow from lists.
fn hand_overs(found: HandOvers) -> Vec<Message> {
    let (new, gone) = (Grouped(found.new), Grouped(found.gone));
    let told = [
        (found.new, say!("ingest.hand_overs.new", count = new)),
        (found.gone, say!("ingest.hand_overs.gone", count = gone)),
    ];
    let told = told.into_iter().filter(|(count, _)| *count > 0);
    told.map(|(_, message)| message).collect()
}

/// A file, or a sheet of one as spreadsheets write it.
fn name(file: &FileReport) -> String {
    let path = file.path.display();
    file.sheet
        .as_ref()
        .map_or_else(|| path.to_string(), |sheet| format!("{path}!{sheet}"))
}

/// A file and its reasons as events of the log.
fn log(file: &FileReport) {
    tracing::info!(
        file = %file.path.display(),
        sheet = file.sheet.as_deref(),
        table = file.table,
        outcome = file.outcome.word(),
        bytes = file.bytes,
        read = file.rows_read,
        accepted = file.accepted,
        rejected = file.rejected,
        waiting = file.waiting,
        cells_left_out = file.cells_left_out,
        skipped = file.skipped,
        identical = file.identical,
        inserted = file.inserted,
        changed = file.changed,
        unchanged = file.unchanged,
        removed = file.removed,
        unused_columns = file.extra_columns.join(", "),
        "file"
    );
    for note in &file.notes {
        tracing::info!(file = %file.path.display(), "{}", note.message());
    }
    for reason in &file.reasons {
        tracing::warn!(
            file = %file.path.display(),
            table = file.table,
            rule = reason.rule,
            column = reason.column,
            rows = reason.rows,
            first_row = reason.first_row,
            "{}",
            reason.first_message
        );
    }
}

/// What is worth a sentence beside the reasons of rejects: rows that wait, columns left out, decisions.
fn remarks(file: &FileReport) -> Vec<Message> {
    let mut remarks: Vec<Message> = file.notes.iter().map(Say::message).collect();
    if !file.extra_columns.is_empty() {
        let columns = file.extra_columns.join(", ");
        remarks.push(say!("ingest.file.extra_columns", columns));
    }
    for (skip, count, listed) in file.skipped_rows.iter() {
        let row = |(row, text): &(u64, String)| match text.as_str() {
            "" => say!("ingest.file.skipped_row", row = *row),
            _ => say!("ingest.file.skipped_text", row = *row, text = without_mobiles(text)),
        };
        let mut rows: Vec<Message> = listed.iter().map(row).collect();
        if count > listed.len() as u64 {
            rows.push(Message::verbatim("..."));
        }
        remarks.push(say!("ingest.file.skipped", count, reason = skip.message(), rows));
    }
    if file.removed > 0 {
        remarks.push(say!("ingest.file.removed", count = file.removed));
    }
    if file.cells_left_out > 0 {
        remarks.push(say!("ingest.file.cells_left_out", count = file.cells_left_out));
    }
    if file.waiting > 0 {
        remarks.push(say!("ingest.file.waiting", count = file.waiting));
    }
    remarks
}
