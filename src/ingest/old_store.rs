//! The store that a new one is to replace, and whether pay is in it that is nowhere else.

use std::path::PathBuf;

use crate::books::{self, Unposted};
use crate::diagnostic::{Diagnose, Error, Exit, Place, Result};
use crate::message::messages;
use crate::store::Store;
use crate::workspace::Workspace;

/// Where pay comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pay {
    /// From record and books; those of an older store are made first.
    Recorded,
    /// From nowhere, if there is no record and the old store, which is kept, cannot be read.
    LeftBehind,
    /// From the old store: record and books are put aside and made anew.
    OfStore,
}

messages! {
    "errors.rebuild"
    /// Why pay cannot be had.
    #[derive(Debug)]
    pub enum OldStoreError {
        /// Pay may be in a store that cannot be read, and no record has it.
        PayUnreadable { path: PathBuf },
        /// A new record is to be made of a store that is not there.
        NothingToRecord { path: PathBuf },
    }
}

impl Diagnose for OldStoreError {
    fn place(&self) -> Option<Place> {
        None
    }

    fn exit(&self) -> Exit {
        Exit::Store
    }
}

/// The old store. It is held open, so that nothing is decided meanwhile.
pub(super) enum Old {
    None,
    Whole(Store),
    /// Made by an earlier program.
    Earlier(Store),
    /// It opens, but what it says of pay cannot be read, or is not what the record says.
    Spoilt(Store),
    Unreadable {
        is_pay_left: bool,
    },
}

impl Old {
    /// That of `workspace`, with its pay in record and books. That of a newer program, one in use or one the machine does
    /// not give away is not damaged and stays.
    pub(super) fn of(workspace: &Workspace, pay: Pay) -> Result<Self> {
        let path = workspace.store_path();
        if !workspace.has_store() {
            return match pay {
                Pay::Recorded => books::is_recorded(workspace).map(|_| Self::None),
                Pay::LeftBehind => Self::left_behind(workspace).map(|()| Self::None),
                Pay::OfStore => Err(OldStoreError::NothingToRecord { path }.into()),
            };
        }
        let error = match Store::open(workspace, &[]) {
            Ok(store) => match store.checkpoint() {
                Ok(()) => return Self::followed(workspace, store, pay),
                Err(error) => error,
            },
            Err(error) => error,
        };
        if let Some(store) = Store::open_older(workspace) {
            if pay == Pay::OfStore {
                books::begin_anew(workspace, Some(&store))?;
            } else if !books::is_recorded(workspace)? {
                books::bring_up(workspace, &store)?;
            }
            store.checkpoint()?;
            return Ok(Self::Earlier(store));
        }
        if error.iter().any(|error| !error.is_damage()) || pay == Pay::OfStore {
            return Err(error);
        }
        Self::unreadable(workspace, pay, error)
    }

    /// A store that opens.
    fn followed(workspace: &Workspace, store: Store, pay: Pay) -> Result<Self> {
        if pay == Pay::OfStore {
            books::begin_anew(workspace, Some(&store))?;
            store.checkpoint()?;
            return Ok(Self::Whole(store));
        }
        // No log of it may be left beside the new store.
        let Err(error) = books::bring_up(workspace, &store).and_then(|_| store.checkpoint()) else {
            return Ok(Self::Whole(store));
        };
        match books::is_recorded(workspace) {
            // The record has it all, whatever became of the store; the store is known to have more only if it followed more.
            Ok(true) if !books::is_behind(workspace, &store).unwrap_or(false) => Ok(Self::Spoilt(store)),
            Ok(false) if error.iter().any(Diagnose::is_of_engine) => Self::unreadable(workspace, pay, error),
            _ => Err(error),
        }
    }

    /// A store that does not open, or whose pay cannot be read: `error` says so.
    fn unreadable(workspace: &Workspace, pay: Pay, error: Error) -> Result<Self> {
        let is_recorded = books::is_recorded(workspace);
        match (is_recorded, pay) {
            (Ok(true), _) => Ok(Self::Unreadable { is_pay_left: false }),
            (_, Pay::LeftBehind) => {
                Self::left_behind(workspace)?;
                Ok(Self::Unreadable { is_pay_left: true })
            }
            (Err(missing), _) => Err(error.and(missing)),
            (Ok(false), _) => {
                let path = workspace.store_path();
                Err(error.and(OldStoreError::PayUnreadable { path }.into()))
            }
        }
    }

    /// What there is of record and books without the other goes aside; a whole record stays.
    fn left_behind(workspace: &Workspace) -> Result<()> {
        match books::is_recorded(workspace) {
            Ok(_) => Ok(()),
            Err(_) => books::begin_anew(workspace, None),
        }
    }

    /// The same store, of which something turned out to be unreadable.
    pub(super) fn spoilt(self) -> Self {
        match self {
            Self::Whole(store) => Self::Spoilt(store),
            other => other,
        }
    }

    /// The store, if it is one of this program and whole.
    pub(super) fn whole(&self) -> Option<&Store> {
        match self {
            Self::Whole(store) => Some(store),
            _ => None,
        }
    }

    /// True if it is to be kept.
    pub(super) fn is_unreadable(&self) -> bool {
        matches!(self, Self::Unreadable { .. } | Self::Spoilt(_))
    }

    /// True if pay may be in it that is nowhere else.
    pub(super) fn is_pay_left(&self) -> bool {
        matches!(self, Self::Unreadable { is_pay_left: true })
    }

    /// Runs that never counted, as far as it can be read.
    pub(super) fn unposted(&self) -> Vec<Unposted> {
        match self {
            Self::None | Self::Unreadable { .. } => Vec::new(),
            Self::Whole(store) | Self::Earlier(store) | Self::Spoilt(store) => {
                books::unposted(store).unwrap_or_default()
            }
        }
    }
}
