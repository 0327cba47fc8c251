//! Text read in pieces of bounded size: parsers hold the piece they are in, and none of them bounds it.

use std::cell::Cell;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::rc::Rc;

const BUFFER: usize = 1 << 16;
const MARK: [u8; 3] = [0xEF, 0xBB, 0xBF];

/// A file of UTF-8 that is read without its byte order mark, and stops with an error where a piece is too long.
pub type BoundedText = BufReader<Bounded<File>>;

/// How much may be read until the next piece begins.
#[derive(Clone, Debug)]
pub struct Fuel {
    left: Rc<Cell<u64>>,
    most: u64,
}

impl Fuel {
    /// A new piece begins.
    pub fn refill(&self) {
        self.left.set(self.most);
    }

    /// True if the reading stopped because a piece was too long.
    pub fn is_spent(&self) -> bool {
        self.left.get() == 0
    }
}

/// A reader that stops.
#[derive(Debug)]
pub struct Bounded<R> {
    input: R,
    fuel: Fuel,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let left = self.fuel.left.get();
        if left == 0 {
            return Err(std::io::Error::other("too long"));
        }
        let read = self.input.read(buffer)?;
        // What is read ahead counts for the piece before, hence one buffer more in `open`.
        self.fuel.left.set(left.saturating_sub(read as u64));
        Ok(read)
    }
}

/// The file at `path`, in pieces of about `most` bytes.
pub fn open(path: &Path, most: u64) -> std::io::Result<(BoundedText, Fuel)> {
    let mut input = File::open(path)?;
    let mut start = Vec::new();
    input.by_ref().take(MARK.len() as u64).read_to_end(&mut start)?;
    if start != MARK {
        input.seek(SeekFrom::Start(0))?;
    }
    let most = most.saturating_add(BUFFER as u64 + 1);
    let fuel = Fuel {
        left: Rc::new(Cell::new(most)),
        most,
    };
    let bounded = Bounded {
        input,
        fuel: fuel.clone(),
    };
    Ok((BufReader::with_capacity(BUFFER, bounded), fuel))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_passed_over_and_a_long_piece_stops() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        std::fs::write(&path, [&MARK[..], &vec![b'a'; 4 * BUFFER]].concat()).unwrap();
        let mut text = String::new();
        let (mut input, fuel) = open(&path, BUFFER as u64).unwrap();
        assert!(input.read_to_string(&mut text).is_err() && fuel.is_spent());

        let (mut input, fuel) = open(&path, BUFFER as u64).unwrap();
        let mut read = 0;
        let mut piece = vec![0; BUFFER];
        loop {
            fuel.refill();
            match input.read(&mut piece).unwrap() {
                0 => break,
                some => read += some,
            }
            assert_eq!(piece[0], b'a');
        }
        assert_eq!(read, 4 * BUFFER);
    }
}
