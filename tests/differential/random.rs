//! Random choices from a seed, the same on every machine and in every year.

use duebook::random::Dice;

pub struct Random(Dice);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(Dice::new(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15)))
    }

    /// 0 to `end`, which is left out.
    pub fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap();
        usize::try_from(self.0.roll() % end).unwrap()
    }

    /// `first` to `last`, both included.
    pub fn between(&mut self, first: i64, last: i64) -> i64 {
        let width = usize::try_from(last - first + 1).unwrap();
        first + i64::try_from(self.below(width)).unwrap()
    }

    /// True in `percent` of 100 cases.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    /// The numbers 1 to `count` in random order.
    pub fn shuffled(&mut self, count: usize) -> Vec<usize> {
        let mut numbers: Vec<usize> = (1..=count).collect();
        for last in (1..count).rev() {
            numbers.swap(last, self.below(last + 1));
        }
        numbers
    }
}
