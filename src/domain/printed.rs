//! Printed numbers of a site that began anew: no machine prints what another one may have printed.
//!
//! A store that was copied or put back counts on from what it knows, so two machines, or one before
//! and after, would give one number twice. From the second epoch on each number bears a mark.

/// The letters of epochs: none that is read as a digit, and no `A`, as the first epoch has none.
const LETTERS: &[u8] = b"BCDEFGHJKLMNPQRSTUVWXYZ";
/// Ticket numbers have at most six digits.
const MOST: u32 = 999_999;

/// Returns the letters that stand before the count in a case number: none in the first epoch, `B`
/// in the second. They stand behind the dash, where no hall's code can be mistaken for them.
pub fn letters(epoch: u32) -> String {
    let mut left = epoch.saturating_sub(1) as usize;
    let mut letters = Vec::new();
    while left > 0 {
        left -= 1;
        letters.push(char::from(LETTERS[left % LETTERS.len()]));
        left /= LETTERS.len();
    }
    letters.iter().rev().collect()
}

/// Returns what all numbers with these letters look like, for SQL `GLOB`.
pub fn pattern(letters: &str) -> String {
    format!("*-{letters}[0-9]*")
}

/// Returns the count in a number with these letters; 0 where there is none.
pub fn count(number: Option<&str>, letters: &str) -> u32 {
    number
        .and_then(|number| number.rsplit('-').next())
        .and_then(|tail| tail.strip_prefix(letters))
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0)
}

/// Returns what is added to ticket numbers in an epoch: `B019` is `B1019` in the second. A digit
/// and not a letter: the resident who reads the board and hears the call knows the first letter as
/// the queue, and a second one would be taken for another queue.
///
/// `last` is the last number of a band in the first epoch.
pub fn first_of_epoch(epoch: u32, last: u32) -> u32 {
    let stride = 10_u32.saturating_pow(last.max(100).ilog10() + 1);
    let most = MOST / stride;
    match epoch.saturating_sub(1) {
        0 => 0,
        // More epochs than digits: from the beginning, but never the first epoch's numbers.
        later => (later - 1) % most.saturating_sub(1).max(1) * stride + stride,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_of_the_first_thousand_epochs_have_the_same_letters() {
        let all: std::collections::BTreeSet<String> = (1..=1000).map(letters).collect();
        assert_eq!(all.len(), 1000);
        assert_eq!(
            [letters(1), letters(2), letters(24), letters(25)],
            ["", "B", "Z", "BB"]
        );
        assert!(all.iter().all(|l| !l.contains(['I', 'O', 'A'])));
    }

    #[test]
    fn the_count_is_read_only_behind_its_own_letters() {
        assert_eq!(count(Some("YX261122-0025"), ""), 25);
        assert_eq!(count(Some("YX261122-B0025"), "B"), 25);
        assert_eq!(count(Some("YX261122-BB0025"), "B"), 0);
        assert_eq!(count(None, ""), 0);
    }

    #[test]
    fn tickets_of_an_epoch_never_reach_those_of_the_next() {
        assert_eq!(first_of_epoch(1, 899), 0);
        assert_eq!(first_of_epoch(2, 899), 1000);
        assert_eq!(first_of_epoch(3, 1500), 20_000);
        for epoch in 1..500 {
            let first = first_of_epoch(epoch, 999);
            assert!(first + 999 < first_of_epoch(epoch + 1, 999));
            assert!(first + 999 <= MOST);
        }
    }
}
