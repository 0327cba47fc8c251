//! Tests of many parts at once, from within: whatever the bytes are, and that two ways of reading mean the same.

mod fuzz;
mod hostile;
mod two_paths;

use crate::contract::Contract;
use crate::store::Store;
use crate::workspace::Workspace;

/// A workspace of its own, with the store and the contract.
struct Desk {
    _folder: tempfile::TempDir,
    workspace: Workspace,
    store: Store,
    contract: Contract,
}

impl Desk {
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
