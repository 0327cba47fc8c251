//! The archive: its list, and each file as it was loaded.

use super::{Desk, Looked};
use crate::ingest::archive_faults;
use crate::message::{Grouped, Say, say};

pub(super) fn files(desk: &Desk<'_>) -> Option<Looked> {
    let (files, wrong) = archive_faults(desk.workspace, desk.store)?;
    let at = say!("commands.verify.archive", files = Grouped(files as u64));
    let wrong = wrong.iter().map(Say::message).collect();
    Some(Looked { at, wrong })
}
