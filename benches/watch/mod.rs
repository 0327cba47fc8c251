//! What the benches that run whole programs share: settings, a process watched to its end, and medians.

#![allow(dead_code, reason = "each bench uses a part of it")]

pub mod plain;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A setting of the environment, `DUEBOOK_BENCH_<NAME>`.
pub fn setting(name: &str, default: &str) -> String {
    std::env::var(format!("DUEBOOK_BENCH_{name}")).unwrap_or_else(|_| default.to_owned())
}

/// The memory limit of everything that takes one.
pub fn memory_limit() -> String {
    setting("MEMORY", "4GB")
}

/// One run of a program.
pub struct Run {
    /// From start to end.
    pub time: Duration,
    /// In bytes; 0 where the system does not tell.
    pub peak: u64,
}

/// Runs a command to its end and reads its peak of memory on the way, which only ever grows.
pub fn watched(command: &mut Command) -> Run {
    let started = Instant::now();
    let mut child = command.stdout(Stdio::null()).spawn().expect("a program that starts");
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut peak = 0;
    let ended = loop {
        if let Some(ended) = child.try_wait().expect("a child to wait for") {
            break ended;
        }
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        peak = peak.max(kilobytes.unwrap_or(0) * 1024);
        std::thread::sleep(Duration::from_millis(5));
    };
    // 1 is an end with findings, such as rows that wait for others.
    assert!(
        ended.code().is_some_and(|code| code <= 1),
        "{command:?} ended with {ended}"
    );
    Run {
        time: started.elapsed(),
        peak,
    }
}

/// The median of some ratios, with the smallest and the largest.
pub fn median(mut ratios: Vec<f64>) -> String {
    ratios.sort_by(f64::total_cmp);
    let (least, most) = (ratios[0], ratios[ratios.len() - 1]);
    format!("{:.2} ({least:.2} to {most:.2})", ratios[ratios.len() / 2])
}
