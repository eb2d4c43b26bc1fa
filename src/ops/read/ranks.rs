//! The ratings of a month by window and by clerk, ranked, and who is to be talked to.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::domain::ids::StaffNo;
use crate::domain::ids::WindowNo;
use crate::domain::measure::Month;
use crate::domain::rating::Tally;
use crate::domain::rating::rank;
use crate::domain::rating::rank::Standing;
use crate::domain::time::UtcMs;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::rating_down;
use crate::ops::read::Named;
use crate::ops::read::case_page::Names;
use crate::store::view;

/// Where a window or a clerk stands in a month; no share where there are too few ratings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RankLine<K> {
    /// Which window, or who.
    pub who: K,
    /// The place, from 1; none with too few ratings.
    pub place: Option<usize>,
    /// Whether that is the last place.
    pub is_last: bool,
    /// Whether it was the last place in the month before, too: to be talked to (约谈).
    pub last_twice: bool,
    /// The ratings: by level, unrated and excluded.
    pub tally: Tally,
    /// How many were rated (n).
    pub rated: u64,
    /// The good ones of those in tenths of a percent (满意率); none with too few ratings.
    pub good_permille: Option<u64>,
    /// Rated of all that were asked, in tenths of a percent (主动评价率); none with too few ratings.
    pub answered_permille: Option<u64>,
}

/// The ranks of a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ranks {
    /// The month, by the day of the errand.
    pub month: Month,
    /// Whether ratings of it can still come in.
    pub provisional: bool,
    /// Fewer ratings than this are not ranked.
    pub min: u64,
    /// The windows, the best first; those with too few ratings behind.
    pub windows: Vec<RankLine<WindowNo>>,
    /// Who served, in the same way.
    pub staff: Vec<RankLine<Named>>,
}

impl Hall {
    /// Returns the ranks of a month.
    ///
    /// # Errors
    /// The store's own error.
    pub fn ranks(&self, month: Month, now: UtcMs) -> Result<Ranks, Error> {
        let db = self.store().db();
        let min = self.config().rating.min_for_percent;
        let names = Names::load(self)?;
        let of = |month: Month| view::ratings::tallies(db, month.first(), month.last());
        let (this, before) = (of(month)?, of(month.before())?);
        let last = rating_down::last_day(self.calendar(), month.last());
        let windows = lines(&this.windows, &before.windows, min);
        let staff = lines(&this.staff, &before.staff, min).into_iter();
        Ok(Ranks {
            month,
            provisional: last.is_none_or(|last| self.day_of(now) <= last),
            min,
            windows,
            staff: staff.map(|line| named(line, &names)).collect(),
        })
    }
}

fn lines<K: Copy + Ord>(
    this: &BTreeMap<K, Tally>,
    before: &BTreeMap<K, Tally>,
    min: u64,
) -> Vec<RankLine<K>> {
    let (this, before) = (rank::rank(this, min), rank::rank(before, min));
    let twice = rank::last_twice(&this, &before);
    let line = |standing: Standing<K>| RankLine {
        who: standing.who,
        place: standing.place,
        is_last: standing.is_last,
        last_twice: twice.contains(&standing.who),
        tally: standing.tally,
        rated: standing.tally.rated(),
        good_permille: standing.tally.good_permille(min),
        answered_permille: match standing.place {
            Some(_) => standing.tally.answered_permille(),
            None => None,
        },
    };
    this.into_iter().map(line).collect()
}

fn named(line: RankLine<StaffNo>, names: &Names) -> RankLine<Named> {
    RankLine {
        who: names.of(line.who),
        place: line.place,
        is_last: line.is_last,
        last_twice: line.last_twice,
        tally: line.tally,
        rated: line.rated,
        good_permille: line.good_permille,
        answered_permille: line.answered_permille,
    }
}
