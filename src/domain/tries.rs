//! How often somebody may guess: a wrong answer is counted for the number it was given for.

use crate::domain::time::Seconds;
use crate::domain::time::UtcMs;

/// How many wrong answers for one number are taken before nothing more is told.
pub const MOST: usize = 5;

/// How long a wrong answer counts.
pub const SPAN: Seconds = Seconds(600);

/// The wrong answers of the last minutes.
#[derive(Debug, Clone, Default)]
pub struct Tries {
    wrong: Vec<(String, UtcMs)>,
}

impl Tries {
    /// Returns whether an answer for a number is looked at now.
    ///
    /// Once there were [`MOST`] wrong ones within [`SPAN`] a right one is not looked at either:
    /// otherwise whoever guesses would learn that it was right.
    pub fn allow(&self, number: &str, now: UtcMs) -> bool {
        let key = key(number);
        let recent = self.wrong.iter();
        recent
            .filter(|(of, at)| *of == key && counts(*at, now))
            .count()
            < MOST
    }

    /// Counts a wrong answer; those that count no longer are forgotten.
    pub fn wrong(&mut self, number: &str, now: UtcMs) {
        self.wrong.retain(|(_, at)| counts(*at, now));
        self.wrong.push((key(number), now));
    }
}

fn counts(at: UtcMs, now: UtcMs) -> bool {
    now.seconds_since(at) < SPAN
}

/// A number however it is written.
fn key(number: &str) -> String {
    number.trim().to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: UtcMs = UtcMs(1_773_288_000_000);

    fn after(seconds: i64) -> UtcMs {
        NOON.plus(Seconds(seconds))
    }

    #[test]
    fn the_fifth_wrong_answer_ends_it_for_this_number_alone() {
        let mut tries = Tries::default();
        for n in 0..5 {
            assert!(tries.allow("YZ-1", after(n)), "{n}");
            tries.wrong("YZ-1", after(n));
        }
        assert!(!tries.allow("YZ-1", after(5)));
        assert!(!tries.allow(" yz-1 ", after(5)), "however it is written");
        assert!(tries.allow("YZ-2", after(5)));
    }

    #[test]
    fn a_wrong_answer_counts_ten_minutes_to_the_second() {
        let mut tries = Tries::default();
        for _ in 0..5 {
            tries.wrong("YZ-1", NOON);
        }
        assert!(!tries.allow("YZ-1", after(599)));
        assert!(tries.allow("YZ-1", after(600)));
        // Four of them older: one more is taken, not five.
        let mut tries = Tries::default();
        for seconds in [0, 0, 0, 300, 400] {
            tries.wrong("YZ-1", after(seconds));
        }
        assert!(tries.allow("YZ-1", after(650)));
        for _ in 0..3 {
            tries.wrong("YZ-1", after(650));
        }
        assert!(!tries.allow("YZ-1", after(650)));
    }

    #[test]
    fn a_clock_put_back_does_not_open_the_door() {
        let mut tries = Tries::default();
        for _ in 0..5 {
            tries.wrong("YZ-1", after(3600));
        }
        assert!(!tries.allow("YZ-1", NOON));
    }
}
