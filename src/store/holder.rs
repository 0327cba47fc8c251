//! The process that has the store, as far as the system tells: Linux knows of each its command and since when it runs.

use std::fs;
use std::path::Path;

/// Ticks a second in which Linux tells times of processes, on every machine.
const TICKS: u64 = 100;

/// As much of a command as is told.
const LONGEST: usize = 80;

/// A process.
pub struct Holder {
    /// Its command, without the folder of the program.
    pub command: String,
    /// How long it has run, as `0:01:35`.
    pub running: String,
}

impl Holder {
    /// The process with this number, if the system tells of it.
    pub fn of(pid: u32) -> Option<Self> {
        let folder = Path::new("/proc").join(pid.to_string());
        let words = fs::read(folder.join("cmdline")).ok()?;
        let mut words = words.split(|byte| *byte == 0).filter(|word| !word.is_empty());
        let program = String::from_utf8_lossy(words.next()?).into_owned();
        let program = program.rsplit('/').next().unwrap_or_default().to_owned();
        let words: Vec<_> = std::iter::once(program.into())
            .chain(words.map(String::from_utf8_lossy))
            .collect();
        let stat = fs::read_to_string(folder.join("stat")).ok()?;
        let seconds = running(&stat, &fs::read_to_string("/proc/uptime").ok()?)?;
        Some(Self {
            command: words.join(" ").chars().take(LONGEST).collect(),
            running: format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60),
        })
    }
}

/// The seconds a process has run, by what the system says of it and of itself.
fn running(stat: &str, uptime: &str) -> Option<u64> {
    // Its name stands in brackets and may hold anything; the 22nd field is when it started.
    let (_, fields) = stat.rsplit_once(')')?;
    let started: u64 = fields.split_whitespace().nth(19)?.parse().ok()?;
    let up: u64 = uptime.split(['.', ' ']).next()?.parse().ok()?;
    Some(up.saturating_sub(started / TICKS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_a_process_has_run() {
        let stat = "77 (a ) 1 b) S 1 77 77 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 12345 0 0";
        assert_eq!(running(stat, "223.99 100.00\n"), Some(100));
        assert_eq!(running("77 (a) S 1", "223.99 1.0"), None);
    }
}
