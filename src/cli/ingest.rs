//! `ingest`: files into the store, with a table of what became of each.

use std::path::PathBuf;

use indicatif::{ProgressBar, ProgressState, ProgressStyle};

use super::output::{self, FILE_HEADS, table};
use super::{Context, Outcome};
use crate::decimal::grouped;
use crate::diagnostic::Result;
use crate::ingest::{self, Control, Failed, FileReport, HandOvers, MonthSums, Progress, ReasonCount, Silent, Summary};
use crate::store::Store;
use crate::workspace::{Locale, Workspace};

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
    #[arg(long)]
    strict: bool,
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    let paths: Vec<PathBuf> = args.paths.iter().map(|path| context.at(path)).collect();
    let store = Store::open(&workspace, &ingest::allowed_folders(&paths))?;
    let options = ingest::Options {
        table: args.table.clone(),
        dry_run: args.dry_run,
        replace: args.replace,
        empty_missing: args.empty_missing,
        strict: args.strict,
    };
    load(&workspace, &store, &paths, &options, context)
}

/// Loads and tells; findings if rows were rejected or files not loaded, nothing if no file is in the store.
pub(super) fn load(
    workspace: &Workspace,
    store: &Store,
    paths: &[PathBuf],
    options: &ingest::Options,
    context: &Context,
) -> Result<Outcome> {
    let bar = Bar::new();
    let progress: &dyn Progress = if context.interactive { &bar } else { &Silent };
    let summary = ingest::run(workspace, store, paths, options, progress)?;
    bar.clear();
    tell(&summary, workspace.settings.locale, options.dry_run, context);
    Ok(if summary.is_fruitless() {
        Outcome::Nothing
    } else if summary.has_findings() {
        Outcome::Findings
    } else {
        Outcome::Done
    })
}

/// A line on the terminal: how many rows, how fast, how long still.
pub(super) struct Bar(ProgressBar);

impl Bar {
    pub(super) fn new() -> Self {
        let opening = ProgressStyle::with_template("{spinner} {elapsed}").expect("a fixed template");
        let bar = ProgressBar::no_length().with_style(opening);
        Self(bar)
    }

    pub(super) fn clear(&self) {
        self.0.finish_and_clear();
    }
}

impl Progress for Bar {
    fn start(&self, rows: u64) {
        const TEMPLATE: &str = "{bar:24} {percent:>3}% {human_pos}/{human_len} rows, {per_sec}, {eta} left: {msg}";
        self.0.set_style(
            ProgressStyle::with_template(TEMPLATE)
                .expect("a fixed template")
                .with_key("per_sec", |state: &ProgressState, out: &mut dyn std::fmt::Write| {
                    let _ = write!(out, "{:.0} rows/s", state.per_sec());
                }),
        );
        self.0.reset();
        self.0.set_length(rows);
        self.0.enable_steady_tick(std::time::Duration::from_millis(100));
    }

    fn file(&self, name: &str) {
        self.0.set_message(name.to_owned());
    }

    fn advance(&self, rows: u64) {
        self.0.inc(rows);
    }
}

/// The summary goes to stderr: it is talk, not data.
pub(super) fn tell(summary: &Summary, locale: Locale, dry_run: bool, context: &Context) {
    if context.machine {
        summary.files.iter().for_each(log);
        log_rest(summary);
        log_control(&summary.control);
        return;
    }
    let results = [
        ("新增", "inserted"),
        ("变更", "changed"),
        ("未变", "unchanged"),
        ("结果", "result"),
    ];
    let heads: Vec<&str> = FILE_HEADS
        .iter()
        .chain(&results)
        .map(|(zh, en)| locale.pick(zh, en))
        .collect();
    let rows = summary.files.iter().map(|file| row(file, locale));
    let rows = rows.chain(summary.failed.iter().map(|failed| failed_row(failed, locale)));
    let numbers: Vec<usize> = (2..10).collect();
    context.say(&table(&heads, rows, &numbers).to_string());
    for file in &summary.files {
        for line in remarks(file, locale) {
            context.say(&line);
        }
    }
    for (table, note) in &summary.joined {
        context.say(&format!("{table}: {}", note.told(locale)));
    }
    // Errors are told to those too who asked for less.
    for failed in &summary.failed {
        output::tell(format_args!("\n{}", failed.error.told(&context.texts)));
    }
    tell_control(&summary.control, locale, context);
    for line in hand_overs(summary.hand_overs, locale) {
        context.say(&line);
    }
    let (links, ignored) = (summary.links.iter(), summary.ignored.iter());
    let links = links.map(|path| (path, locale.pick("是符号链接，未读取", "a symbolic link, not followed")));
    let ignored = ignored.map(|path| {
        (
            path,
            locale.pick("格式不支持，未读取", "of no format that can be loaded"),
        )
    });
    for (path, why) in links.chain(ignored) {
        context.say(&format!("{}: {why}", path.display()));
    }
    if let Some(path) = summary.rejects_file.as_ref().filter(|_| summary.has_findings()) {
        context.say(&format!(
            "{}: {}",
            locale.pick("拒收明细", "all rejects"),
            path.display()
        ));
    }
    if summary.held_back {
        let told = (
            "--strict：有文件无法载入，未写入任何数据",
            "--strict: not every file can be loaded, nothing was written",
        );
        context.say(locale.pick(told.0, told.1));
    }
    if dry_run {
        context.say(locale.pick("试运行：未写入任何数据", "dry run: nothing was written"));
    }
}

/// The sums of the months the run touched, of the latest ones if they are many, and what is nobody's.
fn tell_control(control: &Control, locale: Locale, context: &Context) {
    const SHOWN: usize = 13;
    let heads = [
        ("对账月份", "month"),
        ("应收件数", "due items"),
        ("应收保费", "amount due"),
        ("实收笔数", "payments"),
        ("实收保费", "paid"),
        ("冲正", "reversed"),
        ("实收净额", "net paid"),
    ];
    let (earlier, shown) = control.months.split_at(control.months.len().saturating_sub(SHOWN));
    if !shown.is_empty() {
        let mut rows: Vec<Vec<String>> = shown.iter().map(|sums| control_row(sums, &sums.month)).collect();
        if let (Some(first), Some(last)) = (earlier.first(), earlier.last()) {
            let title = format!("{}..{}", first.month, last.month);
            rows.insert(0, control_row(&total(earlier), &title));
        }
        context.say("");
        context.say(&table(&heads.map(|(zh, en)| locale.pick(zh, en)), rows, &[1, 2, 3, 4, 5, 6]).to_string());
    }
    for (count, zh, en) in [
        (
            control.without_team,
            "件应收的责任人在应缴日不在任何团队，报表列在“未分配”下（`duebook check` 列出）",
            "due items whose owner is in no team on the due day, shown as unassigned (`duebook check` lists them)",
        ),
        (
            control.waiting,
            "行在等待所引用的数据（`duebook status`）",
            "rows of the store wait for what they refer to (`duebook status`)",
        ),
    ] {
        if count > 0 {
            context.say(&format!("{} {}", grouped(count.into()), locale.pick(zh, en)));
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
        tracing::info!(table, "{}", note.told(Locale::En));
    }
    for line in hand_overs(summary.hand_overs, Locale::En) {
        tracing::info!("{line}");
    }
}

/// Changes of owners that follow from lists.
fn hand_overs(found: HandOvers, locale: Locale) -> Vec<String> {
    let told = [
        (
            found.new,
            "件应收按后来清单的工号移交（表 ownership）",
            "hand-overs of due items by later lists (table `ownership`)",
        ),
        (
            found.gone,
            "件清单移交不再成立，已撤回",
            "hand-overs by lists withdrawn, as they no longer follow from the lists",
        ),
    ];
    let told = told.iter().filter(|(count, ..)| *count > 0);
    told.map(|(count, zh, en)| format!("{} {}", grouped((*count).into()), locale.pick(zh, en)))
        .collect()
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
        tracing::info!(file = %file.path.display(), "{}", note.told(Locale::En));
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

fn row(file: &FileReport, locale: Locale) -> Vec<String> {
    let result = match file.outcome {
        ingest::Outcome::Loaded => ("已入库", "loaded"),
        ingest::Outcome::AlreadyLoaded => ("已载入过，无变化", "loaded before"),
        ingest::Outcome::Refused => ("整个文件未入库", "refused as a whole"),
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
    cells.push(locale.pick(result.0, result.1).to_owned());
    cells
}

/// A file of which nothing could be read.
fn failed_row(failed: &Failed, locale: Locale) -> Vec<String> {
    let mut cells = vec![String::new(); FILE_HEADS.len() + 4];
    cells[0] = failed.path.display().to_string();
    if let Some(result) = cells.last_mut() {
        locale.pick("未能载入", "not loaded").clone_into(result);
    }
    cells
}

/// What is worth a sentence: reasons of rejects, rows that wait, columns left out, decisions.
fn remarks(file: &FileReport, locale: Locale) -> Vec<String> {
    let name = name(file);
    let mut lines: Vec<String> = file
        .notes
        .iter()
        .map(|note| format!("{name}: {}", note.told(locale)))
        .collect();
    if !file.extra_columns.is_empty() {
        let word = locale.pick("未使用的列", "columns not used");
        lines.push(format!("{name}: {word} {}", file.extra_columns.join(", ")));
    }
    for (skip, count, rows, text) in file.skipped_rows.iter() {
        let rows: Vec<String> = rows.iter().map(u64::to_string).collect();
        let (word, more) = (skip.told(locale), if count > rows.len() as u64 { ", ..." } else { "" });
        let line = match locale {
            Locale::ZhCn => format!("{name}: 跳过 {count} 行（{word}）：第 {}{more} 行", rows.join(", ")),
            Locale::En => format!("{name}: {count} skipped ({word}): row {}{more}", rows.join(", ")),
        };
        lines.push(if text.is_empty() {
            line
        } else {
            format!("{line}: {text}")
        });
    }
    if file.removed > 0 {
        let word = locale.pick("行旧数据因新文件不再包含而移除", "rows of the earlier file removed");
        lines.push(format!("{name}: {} {word}", file.removed));
    }
    if file.cells_left_out > 0 {
        let word = locale.pick(
            "个选填单元格无法识别，按空值处理",
            "optional cells could not be read and are empty",
        );
        lines.push(format!("{name}: {} {word}", file.cells_left_out));
    }
    if file.waiting > 0 {
        let word = locale.pick("行待其引用的数据到达", "rows wait for what they refer to");
        lines.push(format!("{name}: {} {word}", file.waiting));
    }
    lines.extend(
        file.reasons
            .iter()
            .map(|reason| format!("{name}:{}", told(reason, locale))),
    );
    lines
}

/// The first row with this reason and how many there are: `4: hired_on 无法识别 (bad_value) ×1: 很久以前`.
fn told(reason: &ReasonCount, locale: Locale) -> String {
    let ReasonCount {
        rule,
        column,
        rows,
        first_row,
        first_value,
        first_message,
    } = reason;
    match locale {
        Locale::En => format!("{first_row}: {column} {rule} ×{rows}: {first_message}"),
        Locale::ZhCn => format!(
            "{first_row}: {column} {} ({rule}) ×{rows}: {first_value}",
            rule_in_chinese(rule)
        ),
    }
}

fn rule_in_chinese(rule: &str) -> &'static str {
    match rule {
        "missing_value" => "必填为空",
        "bad_value" => "无法识别",
        "out_of_range" => "超出范围",
        "unknown_word" => "未知取值",
        "duplicate_key" => "主键重复而内容不同",
        "unknown_reference" => "所引用的数据未到",
        "overlap" => "起止日期重叠",
        "bad_reversal" => "冲正无效",
        "lost_digits" => "数字已丢失位数",
        "cell_left_out" => "选填项无法识别，已留空",
        _ => "不符合规则",
    }
}
