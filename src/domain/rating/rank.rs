//! The monthly rank of windows and of staff by their ratings (评价月排名), and who is to be talked to
//! (约谈).
//!
//! Ranked is by the share of good ratings, compared as fractions: who has the same share has the same
//! place, and the next one stands as many places lower. Whoever has fewer ratings than the hall's
//! least number is not ranked: the counts are shown, no share and no place. The last place is the
//! lowest share of all that are ranked; where all have the same share, or only one is ranked, nobody
//! is last. Who shares the last place is last, too. What left the score after an appeal counts for
//! nobody.
//!
//! Source: rule R7 of the hall, of a Sichuan city: a monthly rank, and the last of two months running
//! are talked to. How ties and few ratings count is a default of the program.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use crate::domain::ids::StaffNo;
use crate::domain::ids::WindowNo;
use crate::domain::rating::Tally;

/// Who is ranked: what the task of a talk is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ranked {
    /// A window.
    Window(WindowNo),
    /// Who served.
    Staff(StaffNo),
}

impl fmt::Display for Ranked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ranked::Window(no) => write!(f, "window {no}"),
            Ranked::Staff(no) => write!(f, "staff {no}"),
        }
    }
}

impl FromStr for Ranked {
    type Err = String;

    fn from_str(text: &str) -> Result<Ranked, String> {
        match text.split_once(' ') {
            Some(("window", no)) => no.parse().map(Ranked::Window),
            Some(("staff", no)) => no.parse().map(Ranked::Staff),
            _ => Err(format!("{text:?} is neither a window nor staff")),
        }
    }
}

/// Where a window or a clerk stands in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Standing<K> {
    /// Which window, or who.
    pub who: K,
    /// The ratings.
    pub tally: Tally,
    /// The place, from 1; none with too few ratings.
    pub place: Option<usize>,
    /// Whether that is the last place.
    pub is_last: bool,
}

/// Compares two shares of good ratings, the better one first.
fn by_share(a: &Tally, b: &Tally) -> Ordering {
    let cross = |x: &Tally, y: &Tally| u128::from(x.good()) * u128::from(y.rated());
    cross(b, a).cmp(&cross(a, b))
}

/// Ranks what was rated in a month, the best first; those with too few ratings stand behind, unranked.
pub fn rank<K: Copy + Ord>(tallies: &BTreeMap<K, Tally>, min: u64) -> Vec<Standing<K>> {
    let is_enough = |tally: &Tally| tally.rated() > 0 && tally.rated() >= min;
    let mut order: Vec<(K, Tally)> = tallies.iter().map(|(who, tally)| (*who, *tally)).collect();
    order.sort_by(|(a, x), (b, y)| {
        is_enough(y)
            .cmp(&is_enough(x))
            .then_with(|| match is_enough(x) && is_enough(y) {
                true => by_share(x, y),
                false => Ordering::Equal,
            })
            .then_with(|| a.cmp(b))
    });
    let ranked: Vec<Tally> = order
        .iter()
        .map(|(_, tally)| *tally)
        .filter(is_enough)
        .collect();
    let is_same = |a: &Tally, b: &Tally| by_share(a, b) == Ordering::Equal;
    let differs = match (ranked.first(), ranked.last()) {
        (Some(best), Some(worst)) => !is_same(best, worst),
        _ => false,
    };
    order
        .into_iter()
        .map(|(who, tally)| {
            let ahead = |other: &&Tally| by_share(other, &tally) == Ordering::Less;
            let place = is_enough(&tally).then(|| 1 + ranked.iter().filter(ahead).count());
            let worst = ranked.last().is_some_and(|worst| is_same(worst, &tally));
            Standing {
                who,
                tally,
                place,
                is_last: place.is_some() && differs && worst,
            }
        })
        .collect()
}

/// Returns who was last in a month and in the month before it.
pub fn last_twice<K: Copy + Ord>(this: &[Standing<K>], before: &[Standing<K>]) -> Vec<K> {
    let was_last = |who: K| before.iter().any(|s| s.who == who && s.is_last);
    let last = this.iter().filter(|s| s.is_last && was_last(s.who));
    last.map(|s| s.who).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(of: &[(u16, u64, u64)]) -> Vec<Standing<u16>> {
        let tally = |good, bad| Tally {
            by_level: [0, bad, 0, 0, good],
            ..Tally::default()
        };
        let tallies = of.iter().map(|(who, good, bad)| (*who, tally(*good, *bad)));
        rank(&tallies.collect(), 10)
    }

    fn places(of: &[(u16, u64, u64)]) -> Vec<(u16, Option<usize>, bool)> {
        let of = month(of).into_iter();
        of.map(|s| (s.who, s.place, s.is_last)).collect()
    }

    #[test]
    fn r7_who_has_the_same_share_has_the_same_place() {
        assert_eq!(
            places(&[(1, 9, 1), (2, 20, 0), (3, 18, 2), (4, 8, 2)]),
            [
                (2, Some(1), false),
                (1, Some(2), false),
                (3, Some(2), false),
                (4, Some(4), true)
            ]
        );
    }

    #[test]
    fn r7_two_that_share_the_last_place_are_both_last() {
        assert_eq!(
            places(&[(1, 10, 0), (2, 5, 5), (3, 10, 10)]),
            [(1, Some(1), false), (2, Some(2), true), (3, Some(2), true)]
        );
    }

    #[test]
    fn r7_too_few_ratings_have_no_place_however_bad() {
        assert_eq!(
            places(&[(1, 10, 0), (2, 0, 9), (3, 9, 1), (4, 0, 0)]),
            [
                (1, Some(1), false),
                (3, Some(2), true),
                (2, None, false),
                (4, None, false)
            ]
        );
        // A hall that shows shares from the first rating on still ranks nobody without one.
        let none = BTreeMap::from([(1, Tally::default())]);
        assert_eq!(rank(&none, 0)[0].place, None);
    }

    #[test]
    fn r7_nobody_is_last_where_all_are_alike_or_only_one_is_ranked() {
        assert!(month(&[(1, 10, 0), (2, 30, 0)]).iter().all(|s| !s.is_last));
        assert!(month(&[(1, 1, 9)]).iter().all(|s| !s.is_last));
    }

    #[test]
    fn r7_only_the_last_of_two_months_running_are_talked_to() {
        let march = month(&[(1, 10, 0), (2, 5, 5), (3, 9, 1)]);
        let april = month(&[(1, 10, 0), (2, 8, 2), (3, 8, 2)]);
        let may = month(&[(1, 10, 0), (2, 3, 3), (3, 8, 2)]);
        assert_eq!(last_twice(&april, &march), [2]);
        // In May window 2 has too few, and window 3 was last in April as well.
        assert_eq!(last_twice(&may, &april), [3]);
        assert_eq!(last_twice(&april, &[]), Vec::<u16>::new());
    }

    #[test]
    fn who_is_ranked_is_read_as_it_is_written() {
        for who in [Ranked::Window(WindowNo(2)), Ranked::Staff(StaffNo(12))] {
            assert_eq!(who.to_string().parse(), Ok(who));
        }
        assert!("330182001001".parse::<Ranked>().is_err());
    }

    #[test]
    fn a_hair_of_a_difference_is_one() {
        let close = month(&[(1, 9_999_999, 1), (2, 9_999_998, 1)]);
        assert_eq!(
            close.iter().map(|s| s.place).collect::<Vec<_>>(),
            [Some(1), Some(2)]
        );
    }
}
