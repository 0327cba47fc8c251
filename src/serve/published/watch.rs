//! The publication of the moment: a new one is taken up when the manifest names it, and the one before goes with the last page
//! that still reads it.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use super::look::LookError;
use super::publication::{Pay, Publication};
use crate::library::Library;
use crate::publish::{self, PublishError};
use crate::workspace::{ServeSettings, Workspace};

/// How often the manifest is looked at.
const BETWEEN_LOOKS: Duration = Duration::from_secs(1);

/// What was published last, whenever a page asks.
pub struct Published {
    folder: PathBuf,
    workspace: Workspace,
    settings: ServeSettings,
    library: Library,
    now: RwLock<Arc<Publication>>,
    pay: RwLock<(String, Arc<Pay>)>,
    looked: Mutex<Instant>,
}

impl Published {
    /// Opens what was published in `workspace`.
    pub fn open(workspace: &Workspace) -> Result<Self, LookError> {
        let manifest = publish::last(workspace)?.ok_or(PublishError::NotYet)?;
        let (folder, settings) = (workspace.published_dir(), workspace.settings.serve.clone());
        let library = workspace.library.clone();
        let pay = Pay::open(&folder.join(&manifest.pay), &settings, &library)?;
        Ok(Self {
            pay: RwLock::new((manifest.pay.clone(), Arc::new(pay))),
            now: RwLock::new(Arc::new(Publication::open(manifest, &folder, &settings, &library)?)),
            looked: Mutex::new(Instant::now()),
            workspace: workspace.clone(),
            folder,
            settings,
            library,
        })
    }

    /// The publication of the moment.
    pub fn now(&self) -> Arc<Publication> {
        self.look();
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// That of pay.
    pub fn pay(&self) -> Arc<Pay> {
        self.look();
        Arc::clone(&self.pay.read().unwrap_or_else(PoisonError::into_inner).1)
    }

    /// Takes up what is new. What cannot be opened is not taken up: pages go on with what there is, which says how old it is.
    fn look(&self) {
        let Ok(mut looked) = self.looked.try_lock() else {
            return;
        };
        if looked.elapsed() < BETWEEN_LOOKS {
            return;
        }
        *looked = Instant::now();
        if let Err(error) = self.read_newest() {
            tracing::warn!("publication not taken up: {error:?}");
        }
    }

    fn read_newest(&self) -> Result<(), LookError> {
        let number = self
            .now
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .manifest()
            .number;
        let Some(manifest) = publish::last(&self.workspace)?.filter(|manifest| manifest.number != number) else {
            return Ok(());
        };
        let known = self.pay.read().unwrap_or_else(PoisonError::into_inner).0.clone();
        if known != manifest.pay {
            let pay = Pay::open(&self.folder.join(&manifest.pay), &self.settings, &self.library)?;
            *self.pay.write().unwrap_or_else(PoisonError::into_inner) = (manifest.pay.clone(), Arc::new(pay));
        }
        let new = Publication::open(manifest, &self.folder, &self.settings, &self.library)?;
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(new);
        Ok(())
    }
}
