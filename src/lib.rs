//! The due book.
