//! A run: all its files are opened, then loaded, kept out, or only tried.

use std::path::PathBuf;

use super::archive::Archive;
use super::headers::Names;
use super::layout::Layouts;
use super::load::Job;
use super::open::Opener;
use super::opened::Asks;
use super::options::Options;
use super::paths;
use super::progress::Progress;
use super::readings::Readings;
use super::run_error::RunError;
use super::source::{Context, InputFile, Scratch};
use super::summary::{Failed, Summary};
use crate::contract::Contract;
use crate::diagnostic::{Error, Result};
use crate::store::Store;
use crate::texts::Texts;
use crate::workspace::Workspace;

/// Loads `paths` (files, or folders: the files directly in them) into `store`, which must have been opened with
/// [`allowed_folders`] of them. It is an error if there is nothing to load, and if the run had to be stopped.
pub fn run(
    workspace: &Workspace,
    store: &Store,
    paths: &[PathBuf],
    options: &Options,
    progress: &dyn Progress,
) -> Result<Summary> {
    let found = paths::collect(workspace, paths)?;
    let mut summary = load_files(workspace, store, found.files, found.failed, options, progress)?;
    summary.ignored = found.ignored;
    summary.links = found.links;
    Ok(summary)
}

/// Loads `files` as one run; `failed` are those that cannot be looked at.
pub fn load_files(
    workspace: &Workspace,
    store: &Store,
    files: Vec<InputFile>,
    failed: Vec<Failed>,
    options: &Options,
    progress: &dyn Progress,
) -> Result<Summary> {
    let said = &workspace.settings.ingest;
    let contract = Contract::load(&workspace.library)?.with_words(&said.nothing, &said.total_words);
    let mut names = Names::load(&workspace.library, &contract)?;
    let layouts = Layouts::load(&workspace.library, &contract)?;
    layouts.teach(&mut names);
    let asked = options.table.as_deref();
    let asked = asked.map(|table| layouts.asked(&contract, table)).transpose()?;
    for table in workspace.settings.ingest.tables.values() {
        layouts.asked(&contract, table)?;
    }
    let texts = Texts::load(&workspace.library, workspace.settings.locale)?;
    let scratch = Scratch::new(workspace.root())?;
    let asks = Asks {
        empties: options.empty_missing,
        covers_to: options.covers_to,
    };
    let readings = Readings::new(workspace, store, asked.as_deref(), asks);
    // A run that is repeated makes the store, which knows nothing.
    let readings = options.repeats.is_none().then_some(&readings);
    let (opened, failed) = Opener {
        names: &names,
        layouts: &layouts,
        context: Context {
            store,
            scratch: &scratch,
            knows: &|text| names.knows(text),
            role: &|header| names.role(header),
            limits: &workspace.settings.ingest,
            wording: &texts,
        },
        asked: asked.as_deref(),
        asks,
        readings,
    }
    .open_all(files, failed)?;
    if opened.is_empty() || (options.strict && !failed.is_empty()) {
        Error::gathered(failed.into_iter().map(|failed| failed.error).collect())?;
        return Ok(Summary::default());
    }
    let job = Job {
        workspace,
        store,
        contract: &contract,
        scratch: &scratch,
        wording: &texts,
        options,
        progress,
        is_rehearsal: options.dry_run,
    };
    progress.start(
        opened
            .iter()
            .flat_map(|file| &file.sheets)
            .map(|sheet| sheet.rows)
            .sum(),
    );
    if options.dry_run {
        return job.rehearse(&opened, failed);
    }
    if options.strict
        && let Some(rehearsed) = job.hold_back(&opened)?
    {
        return Ok(rehearsed);
    }
    if options.repeats.is_some() {
        return job.run(&opened, failed);
    }
    // An earlier run may have been cut off before its files were listed.
    let archive = Archive::of(workspace);
    archive.follow(store)?;
    let done = job.run(&opened, failed);
    let done = done.and_then(|summary| {
        readings.map_or(Ok(()), |readings| readings.remember(&opened, &summary.files))?;
        Ok(summary)
    });
    match (done, archive.follow(store)) {
        (done, Ok(())) => done,
        (Ok(summary), Err(error)) => Err(error.and(RunError::stopped(&Summary::written(&summary.files)).into())),
        (Err(first), Err(second)) => Err(first.and(second)),
    }
}
