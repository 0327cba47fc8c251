//! Running a job: a program of the company's, such as `spark-sql`, is given the file and watched.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use super::checks::LeftOut;
use super::error::EngineError;
use super::job::{FILE, Job, STEP, Step};
use crate::diagnostic::Result;
use crate::refusal::Refusal;
use crate::store::StoreError;
use crate::workspace::EngineSettings;

/// What the program says besides results, in the folder of the job.
const LOG: &str = "spark.log";
/// How often somebody is asked whether to stop.
const BETWEEN_LOOKS: Duration = Duration::from_millis(200);
/// What Spark's program says once a statement is done.
const DONE: &str = "Time taken:";

/// Told how far a job is.
pub trait Progress {
    /// The statement of this number of so many begins.
    fn step(&self, number: usize, of: usize, name: &str);
    /// These rows break the contract and were left out; `examples` is a file that names some.
    fn left_out(&self, found: &[LeftOut], examples: &Path);
}

/// Tells nobody.
pub struct Silent;

impl Progress for Silent {
    fn step(&self, _number: usize, _of: usize, _name: &str) {}

    fn left_out(&self, _found: &[LeftOut], _examples: &Path) {}
}

/// What has Spark's program go on behind a statement that fails.
const GO_ON: [&str; 2] = ["--hiveconf", "hive.cli.errors.ignore=true"];

/// Runs the job that lies in `folder` to its end.
pub(super) fn run(job: &Job, folder: &Path, settings: &EngineSettings, progress: &dyn Progress) -> Result<()> {
    let (status, reached) = follow(job, folder, settings, &[], progress)?;
    if status.success() {
        return Ok(());
    }
    Err(told(job, reached, status, &folder.join(LOG)).into())
}

/// Runs the job and goes on behind statements that fail; what is wrong with each of them.
pub(super) fn try_all(
    job: &Job,
    folder: &Path,
    settings: &EngineSettings,
    progress: &dyn Progress,
) -> Result<Vec<EngineError>> {
    let (status, reached) = follow(job, folder, settings, &GO_ON, progress)?;
    let log = folder.join(LOG);
    if reached < job.steps.len() {
        return Err(told(job, reached, status, &log).into());
    }
    let failed = complaints(&said(&log)).into_iter().filter_map(|(number, complaint)| {
        let step = job.steps.get(number.checked_sub(1)?)?;
        Some(complaint.about(step, &log))
    });
    Ok(failed.collect())
}

/// Runs the job; how its program ended, and the last statement it began.
fn follow(
    job: &Job,
    folder: &Path,
    settings: &EngineSettings,
    more: &[&str],
    progress: &dyn Progress,
) -> Result<(ExitStatus, usize)> {
    let log = folder.join(LOG);
    let failed = |error: &std::io::Error| EngineError::NotStarted {
        submit: settings.submit.clone(),
        reason: Refusal::of(error),
    };
    let said = File::create(&log).map_err(|e| failed(&e))?;
    let child = Command::new(&settings.submit)
        .args(&settings.arguments)
        .args(more)
        .arg("-f")
        .arg(folder.join(FILE))
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(said)
        .spawn()
        .map_err(|e| failed(&e))?;
    watch(child, job.steps.len(), |number| {
        let name = job.steps.get(number - 1).map_or("", |step| step.name.as_str());
        progress.step(number, job.steps.len(), name);
    })
}

/// Follows the program until it ends; how, and the last statement it began.
fn watch(mut child: Child, steps: usize, mut begins: impl FnMut(usize)) -> Result<(ExitStatus, usize)> {
    let (tell, told) = mpsc::channel();
    if let Some(stdout) = child.stdout.take() {
        std::thread::spawn(move || {
            let lines = BufReader::new(stdout).lines().map_while(std::io::Result::ok);
            for number in lines.filter_map(|line| step_of(&line)) {
                // Nobody listens any more once the program is stopped.
                let _ = tell.send(number);
            }
        });
    }
    let mut reached = 0;
    loop {
        if let Err(stopped) = StoreError::unless_stopped() {
            let _ = child.kill();
            let _ = child.wait();
            return Err(stopped.into());
        }
        match told.recv_timeout(BETWEEN_LOOKS) {
            Ok(number) if (1..=steps).contains(&number) => {
                reached = number;
                begins(number);
            }
            Ok(_) | Err(RecvTimeoutError::Timeout) => {}
            // Its output is closed: it ends.
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    let status = child.wait().map_err(|e| EngineError::NotStarted {
        submit: String::new(),
        reason: Refusal::of(&e),
    })?;
    Ok((status, reached))
}

/// The number in `duebook step 12 / 158: ...`.
fn step_of(line: &str) -> Option<usize> {
    line.trim().strip_prefix(STEP)?.split(' ').next()?.parse().ok()
}

fn said(log: &Path) -> String {
    std::fs::read(log)
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .unwrap_or_default()
}

/// What a failed job says.
fn told(job: &Job, reached: usize, status: ExitStatus, log: &Path) -> EngineError {
    let step = reached.checked_sub(1).and_then(|index| job.steps.get(index));
    match (step, Complaint::of(&said(log))) {
        (Some(step), Some(complaint)) => complaint.about(step, log),
        _ => EngineError::Ended {
            status: status.to_string(),
            log: log.to_path_buf(),
        },
    }
}

/// What is wrong with each statement of a job that went on, by its number. Each is announced by a statement of its own, and all
/// that are done are said to be so.
fn complaints(said: &str) -> Vec<(usize, Complaint)> {
    let (mut done, mut found): (usize, Vec<(usize, Complaint)>) = (0, Vec::new());
    let lines: Vec<&str> = said.lines().collect();
    for (index, line) in lines.iter().enumerate() {
        if line.starts_with(DONE) {
            done += 1;
        } else if line.starts_with('[') && condition(line).is_some() {
            let number = (done + found.len()).div_ceil(2);
            let text = lines[index..].iter().take_while(|line| !line.starts_with(DONE));
            let complaint = Complaint::of(&text.copied().collect::<Vec<_>>().join("\n"));
            if found.last().is_none_or(|(last, _)| *last < number) {
                found.extend(complaint.map(|complaint| (number, complaint)));
            }
        }
    }
    found
}

/// What Spark finds wrong.
#[derive(Debug, PartialEq, Eq)]
struct Complaint {
    text: String,
    /// Line from 1, place in it from 0.
    position: Option<(usize, usize)>,
}

impl Complaint {
    fn about(self, step: &Step, log: &Path) -> EngineError {
        EngineError::Failed {
            step: step.name.clone(),
            place: step.place(self.position).map(Box::new),
            detail: self.text,
            log: log.to_path_buf(),
        }
    }

    /// The one at the end of what it said: after the last statement that was done.
    fn of(said: &str) -> Option<Self> {
        let last = said.rfind(DONE).map_or(said, |at| &said[at..]);
        let text = last.lines().find_map(condition)?;
        Some(Self {
            position: position(last),
            text: text.chars().take(400).collect(),
        })
    }
}

/// `[NAME.OF_CONDITION] and what it is about`, wherever it stands in a line.
fn condition(line: &str) -> Option<&str> {
    let is_name = |name: &str| {
        let fits = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || "_.".contains(c);
        name.len() > 5 && name.contains('_') && name.chars().all(fits)
    };
    line.match_indices('[').find_map(|(at, _)| {
        let name = line[at + 1..].split_once(']')?.0;
        is_name(name).then(|| line[at..].trim())
    })
}

/// The numbers of `line 3 pos 8` or `(line 3, pos 8)`.
fn position(said: &str) -> Option<(usize, usize)> {
    said.match_indices("line ").find_map(|(at, word)| {
        let (line, rest) = number(&said[at + word.len()..])?;
        let rest = rest.trim_start_matches([',', ' ']).strip_prefix("pos ")?;
        Some((line, number(rest)?.0))
    })
}

fn number(text: &str) -> Option<(usize, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    Some((text[..end].parse().ok()?, &text[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_spark_says_last_is_told() {
        let said = "Time taken: 1 seconds\n26/11/30 WARN Utils: [x]\n[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column `nope` cannot \
                    be resolved.; line 3 pos 2;\n'Project\n";
        let complaint = Complaint::of(said).unwrap();
        assert_eq!(complaint.position, Some((3, 2)));
        assert!(
            complaint
                .text
                .starts_with("[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column")
        );
        let said = "\n[PARSE_SYNTAX_ERROR] Syntax error at or near '/'. (line 12, pos 7)\n";
        assert_eq!(Complaint::of(said).unwrap().position, Some((12, 7)));
        let said =
            "org.apache.spark.SparkException: Job aborted: java.lang.E: [USER_RAISED_EXCEPTION] a.b: double\n\tat x\n";
        assert_eq!(
            Complaint::of(said).unwrap(),
            Complaint {
                text: "[USER_RAISED_EXCEPTION] a.b: double".to_owned(),
                position: None
            }
        );
        assert_eq!(Complaint::of("Killed\n"), None);
        // The second of four statements fails, each behind one that announces it.
        let done = "Time taken: 1 seconds\n";
        let said = format!(
            "{done}{done}{done}[PARSE_SYNTAX_ERROR] Syntax error. (line 2, pos 7)\n\n== SQL ==\n[A_BC]\n{done}{done}{done}{done}"
        );
        let found = complaints(&said);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].0, found[0].1.position), (2, Some((2, 7))));
        assert_eq!(step_of("duebook step 12 / 158: queries/metrics/x.sql"), Some(12));
        assert_eq!(step_of("12"), None);
    }
}
