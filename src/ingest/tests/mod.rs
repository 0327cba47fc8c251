//! Tests of many parts at once, from within: whatever the bytes are, and that two ways of reading mean the same.

mod fuzz;
mod hostile;
mod two_paths;

use crate::contract::Contract;
use crate::random;
use crate::store::Store;
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
