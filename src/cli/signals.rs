//! Ctrl-C and the system's request to end: the first time the run stops in order, the second time at once.

#[cfg(unix)]
pub(super) use of_unix::listen;

/// Elsewhere the system ends the process; what that leaves goes at the next start.
#[cfg(not(unix))]
pub(super) fn listen(_stopping: Option<String>) {}

#[cfg(unix)]
mod of_unix {
    use std::thread;
    use std::time::Duration;

    use nix::sys::signal::{SigSet, Signal};

    use crate::cli::terminal::tell;
    use crate::store::stop;

    /// Waits for signals on a thread of its own; `stopping` is said when the first comes. Signals that whoever started the
    /// program has turned off (`nohup`, a background job of a script) stay off.
    pub(in crate::cli) fn listen(stopping: Option<String>) {
        let ignored = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mut signals = SigSet::empty();
        for signal in [Signal::SIGINT, Signal::SIGTERM] {
            if !is_ignored(&ignored, signal) {
                signals.add(signal);
            }
        }
        // Threads begun from here on have them blocked too, so that they come to the one that waits.
        if signals.thread_block().is_err() {
            return;
        }
        thread::spawn(move || {
            while let Ok(signal) = signals.wait() {
                let code = 128 + signal as u8;
                if stop::asked().is_some() {
                    std::process::exit(code.into());
                }
                if let Some(stopping) = &stopping {
                    tell(format_args!("\n{stopping}\n"));
                }
                stop::ask(code);
                // A statement that began while it was asked is interrupted by the next.
                thread::spawn(|| {
                    loop {
                        thread::sleep(Duration::from_millis(50));
                        stop::interrupt();
                    }
                });
            }
        });
    }

    /// What the system says of this process, as far as it says it.
    fn is_ignored(status: &str, signal: Signal) -> bool {
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
        mask.is_some_and(|mask| mask >> (signal as u32 - 1) & 1 == 1)
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn signals_that_are_turned_off_stay_off() {
            let status = "SigBlk:\t0000000000000000\nSigIgn:\t0000000000001002\n";
            assert!(is_ignored(status, Signal::SIGINT));
            assert!(!is_ignored(status, Signal::SIGTERM));
            assert!(!is_ignored("", Signal::SIGINT));
        }
    }
}
