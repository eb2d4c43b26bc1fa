//! The ratings of a month by window and by clerk, ranked, and who is to be talked to.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::entry::ActorNo;
use crate::domain::ids::StaffNo;
use crate::domain::ids::TaskId;
use crate::domain::ids::WindowNo;
use crate::domain::measure::Month;
use crate::domain::rating::Tally;
use crate::domain::rating::rank;
use crate::domain::rating::rank::Ranked;
use crate::domain::rating::rank::Standing;
use crate::domain::time::UtcMs;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::night::talks;
use crate::ops::night::tasks;
use crate::ops::read::Named;
use crate::ops::read::case_page::Names;
use crate::store::view;

/// A talk with whoever was last of two months running (约谈).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Talk {
    /// The earlier and the later month.
    pub months: (Month, Month),
    /// The leader's task for it while it waits; none before the later month is settled.
    pub task: Option<TaskId>,
    /// The day it was held; none while it waits.
    pub held: Option<NaiveDate>,
    /// What came of it.
    pub outcome: String,
}

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
    /// The talk that is due then.
    pub talk: Option<Talk>,
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
        let talk = |who: Ranked| self.talk(who, month);
        let windows = lines(&this.windows, &before.windows, min);
        let staff = lines(&this.staff, &before.staff, min);
        Ok(Ranks {
            month,
            provisional: talks::is_provisional(self.calendar(), month, self.day_of(now)),
            min,
            windows: called(windows, |no| talk(Ranked::Window(no)))?,
            staff: called(staff, |no| talk(Ranked::Staff(no)))?
                .into_iter()
                .map(|line| named(line, &names))
                .collect(),
        })
    }

    /// Returns what became of the talk that was due of a month.
    fn talk(&self, who: Ranked, month: Month) -> Result<Talk, Error> {
        let id = tasks::id_of(&talks::task_of(who, month));
        let found = view::tasks::find(self.store().db(), id)?;
        let mut talk = Talk {
            months: (month.before(), month),
            task: None,
            held: None,
            outcome: String::new(),
        };
        match found {
            Some(task) if task.closed.is_none() => talk.task = Some(id),
            Some(task) if task.closed_by != Some(ActorNo::SYSTEM) => {
                talk.held = task.closed.map(|at| self.config().zone().day(at));
                talk.outcome = task.outcome;
            }
            _ => {}
        }
        Ok(talk)
    }
}

/// Adds to whoever was last twice what became of the talk.
fn called<K: Copy>(
    lines: Vec<RankLine<K>>,
    talk: impl Fn(K) -> Result<Talk, Error>,
) -> Result<Vec<RankLine<K>>, Error> {
    let with_talk = |mut line: RankLine<K>| {
        line.talk = line.last_twice.then(|| talk(line.who)).transpose()?;
        Ok(line)
    };
    lines.into_iter().map(with_talk).collect()
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
        talk: None,
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
        talk: line.talk,
        tally: line.tally,
        rated: line.rated,
        good_permille: line.good_permille,
        answered_permille: line.answered_permille,
    }
}
