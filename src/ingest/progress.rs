//! How a run tells how far it is.

/// Told how far a run is.
pub trait Progress {
    /// All files have been opened; so many rows are to be loaded.
    fn start(&self, rows: u64);
    /// Work on a file begins.
    fn file(&self, name: &str);
    /// So many more rows have been dealt with.
    fn advance(&self, rows: u64);
}

/// Tells nobody.
pub struct Silent;

impl Progress for Silent {
    fn start(&self, _rows: u64) {}
    fn file(&self, _name: &str) {}
    fn advance(&self, _rows: u64) {}
}
