//! Names and queries of the bench, put together from `data/bench.toml` by a fixed seed.

use serde::Deserialize;

const TEXT: &str = include_str!("../../../data/bench.toml");

/// What `data/bench.toml` holds.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    surnames: Vec<(String, u32)>,
    given: String,
    /// A surname that many bear.
    pub common_surname: String,
    /// A name of two characters that many bear.
    pub common_name: String,
    /// A surname that one in ten thousand bears.
    pub rare_name: String,
    /// A name of three characters.
    pub longer_name: String,
    /// What is typed into the catalogue.
    pub matter_queries: Vec<String>,
    /// What is put behind shipped names to reach the size of a real catalogue.
    pub suffixes: Vec<String>,
    /// Who works in the hall.
    pub staff_names: Vec<String>,
    /// The reason given where a verb wants one.
    pub reason: String,
}

impl Words {
    /// Reads the shipped file.
    pub fn shipped() -> Words {
        toml::from_str(TEXT).expect("a test reads the embedded file")
    }
}

/// A small generator with a fixed seed: the same store every time.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// Starts from a seed.
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    /// Returns the next 64 bits (splitmix64).
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Returns a number below `end`; 0 when `end` is 0.
    pub fn below(&mut self, end: usize) -> usize {
        match end {
            0 => 0,
            end => (self.bits() % end as u64) as usize,
        }
    }

    /// Returns true in `share` of a hundred throws.
    pub fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }
}

/// Makes names.
#[derive(Debug, Clone)]
pub struct Names {
    surnames: Vec<String>,
    given: Vec<char>,
}

impl Names {
    /// Spreads the surnames by how many bear them.
    pub fn new(words: &Words) -> Names {
        let surnames = words
            .surnames
            .iter()
            .flat_map(|(name, share)| std::iter::repeat_n(name.clone(), *share as usize))
            .collect();
        Names {
            surnames,
            given: words.given.chars().collect(),
        }
    }

    /// Returns a name of two to four characters.
    pub fn next(&self, dice: &mut Dice) -> String {
        let mut name = self.surnames[dice.below(self.surnames.len())].clone();
        let more = if dice.percent(75) { 2 } else { 1 };
        for _ in 0..more {
            name.push(self.given[dice.below(self.given.len())]);
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_words_are_read_and_names_follow_the_shares() {
        let words = Words::shipped();
        let names = Names::new(&words);
        let mut dice = Dice::new(1);
        let made: Vec<String> = (0..20_000).map(|_| names.next(&mut dice)).collect();
        let common = made
            .iter()
            .filter(|n| n.starts_with(&words.common_surname))
            .count();
        assert!((1_000..3_000).contains(&common), "{common}");
        assert!(made.iter().all(|n| (2..=4).contains(&n.chars().count())));
        assert!(words.matter_queries.len() > 10 && words.suffixes.len() >= 19);
    }

    #[test]
    fn the_same_seed_gives_the_same_throws() {
        let throws = |seed| {
            (0..5)
                .map(|_| 0)
                .scan(Dice::new(seed), |d, _: i32| Some(d.bits()))
                .collect::<Vec<_>>()
        };
        assert_eq!(throws(7), throws(7));
        assert_ne!(throws(7), throws(8));
    }
}
