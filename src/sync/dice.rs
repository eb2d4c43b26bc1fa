//! Randomness as an argument: the machine's own, or a seed's for tests that must be repeatable.

use std::convert::Infallible;

use chacha20::ChaCha20Rng;
use rand_core::Rng;
use rand_core::SeedableRng;
use rand_core::TryCryptoRng;
use rand_core::TryRng;

/// A source of random bytes.
#[derive(Debug)]
pub struct Dice(ChaCha20Rng);

impl Dice {
    /// Makes a source that gives the same bytes for the same seed; for tests.
    pub fn new(seed: u64) -> Dice {
        Dice(ChaCha20Rng::seed_from_u64(seed))
    }

    /// Makes a source from the machine's own randomness; `None` where it gives none.
    pub fn of_machine() -> Option<Dice> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).ok()?;
        Some(Dice(ChaCha20Rng::from_seed(seed)))
    }

    /// Returns so many random bytes.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut out = [0; N];
        self.0.fill_bytes(&mut out);
        out
    }

    /// Returns a number below `end`, which is at least 1.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0.next_u64() % end.max(1)
    }
}

impl TryRng for Dice {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.0.try_next_u32()
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.0.try_next_u64()
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        self.0.try_fill_bytes(out)
    }
}

impl TryCryptoRng for Dice {}
