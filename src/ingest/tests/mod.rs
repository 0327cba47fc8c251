//! Tests of many parts at once, from within: whatever the bytes are, and that two ways of reading mean the same.

mod fuzz;
mod hostile;
mod two_paths;

use crate::contract::Contract;
use crate::ingest::headers::Names;
use crate::ingest::source::{Context, Scratch};
use crate::locale::Locale;
use crate::random;
use crate::store::Store;
use crate::wording::Wording;
use crate::workspace::Workspace;

/// A workspace of its own, with the store and the contract.
struct Workshop {
    _folder: tempfile::TempDir,
    workspace: Workspace,
    store: Store,
    contract: Contract,
}

impl Workshop {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::init(folder.path()).unwrap();
        Self {
            store: Store::open(&workspace, &[]).unwrap(),
            contract: Contract::load(&workspace.library).unwrap(),
            _folder: folder,
            workspace,
        }
    }

    fn names(&self) -> Names<'_> {
        Names::load(&self.workspace.library, &self.contract).unwrap()
    }

    /// What files are opened with while `work` is done.
    fn with_context<T>(&self, names: &Names<'_>, work: impl FnOnce(&Context<'_>) -> T) -> T {
        let scratch = Scratch::new(self.workspace.root()).unwrap();
        work(&Context {
            store: &self.store,
            scratch: &scratch,
            knows: &|text| names.knows(text),
            role: &|header| names.role(header),
            limits: &self.workspace.settings.ingest,
            wording: Wording::shipped(Locale::En),
        })
    }
}

/// Numbers that look random and come again with the same seed.
struct Dice(random::Dice);

impl Dice {
    fn new(seed: u64) -> Self {
        Self(random::Dice::new(seed))
    }

    /// A number below `limit`; 0 if that is 0.
    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.0.roll() >> 1).unwrap_or(0) % limit.max(1)
    }
}
