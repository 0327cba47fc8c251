//! The user of the machine, for the record.

/// Their name as the system's session says; else their number, where the system has one.
pub(super) fn login() -> String {
    let named = ["LOGNAME", "USER", "USERNAME"].into_iter().find_map(|name| {
        let value = std::env::var(name).ok()?;
        (!value.trim().is_empty()).then(|| value.trim().to_owned())
    });
    named.or_else(number).unwrap_or_default()
}

#[cfg(unix)]
fn number() -> Option<String> {
    use std::os::unix::fs::MetadataExt as _;
    // Linux: the folder of this process belongs to whom it runs as.
    let own = std::fs::metadata("/proc/self").ok()?;
    Some(format!("uid {}", own.uid()))
}

#[cfg(not(unix))]
fn number() -> Option<String> {
    None
}
