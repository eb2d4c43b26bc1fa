//! The county's figures of a span of days, one line for each organisation.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::county::CaseFigure;
use crate::domain::county::End;
use crate::domain::county::Figures;
use crate::domain::county::RatingFigure;
use crate::domain::county::VisitFigure;
use crate::domain::measure::Figure;
use crate::domain::measure::Indicator;
use crate::domain::visit::VisitEnd;

/// From which to which local day, both included, and as of which it is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// The first.
    pub from: NaiveDate,
    /// The last.
    pub to: NaiveDate,
    /// The day as of which it is judged.
    pub as_of: NaiveDate,
}

impl Days {
    fn has(&self, day: Option<NaiveDate>) -> bool {
        day.is_some_and(|day| self.from <= day && day <= self.to)
    }

    /// Returns whether the span was over when it was judged.
    pub fn are_over(&self) -> bool {
        self.to < self.as_of
    }
}

macro_rules! numbers {
    ($($(#[$about:meta])* $name:ident,)*) => {
        /// What an organisation did in a span of days: whole numbers only.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
        pub struct Summary {
            $($(#[$about])* pub $name: u64,)*
        }

        impl Summary {
            /// The words of its numbers.
            pub const WORDS: &'static [&'static str] = &[$(stringify!($name)),*];

            /// Returns its numbers, as [`Summary::WORDS`].
            pub fn numbers(&self) -> Vec<u64> {
                vec![$(self.$name),*]
            }

            /// Takes numbers, as [`Summary::WORDS`]; none where there are fewer.
            pub fn of_numbers(numbers: impl IntoIterator<Item = u64>) -> Option<Summary> {
                let mut numbers = numbers.into_iter();
                Some(Summary { $($name: numbers.next()?),* })
            }

            /// Adds another organisation's, for the line of the whole county.
            pub fn add(&mut self, other: &Summary) {
                $(self.$name = self.$name.saturating_add(other.$name);)*
            }
        }
    };
}

numbers! {
    /// Visits that began.
    visits,
    /// Those of them that ended.
    left,
    /// Those of them that ended served.
    served,
    /// Cases accepted.
    accepted,
    /// Cases done.
    done,
    /// Cases refused.
    refused,
    /// Cases withdrawn.
    withdrawn,
    /// Cases lapsed.
    lapsed,
    /// Cases whose promised day is in the span and is past or was kept (rule W7).
    promised,
    /// Those of them decided by it.
    on_time,
    /// Cases accepted by the last day and not ended by then.
    open,
    /// Those of them whose promised day is before it.
    late,
    /// Ratings asked for.
    invited,
    /// Ratings of level 5.
    level5,
    /// Of level 4.
    level4,
    /// Of level 3.
    level3,
    /// Of level 2.
    level2,
    /// Of level 1.
    level1,
    /// Ratings nobody gave in time.
    unrated,
    /// Ratings that left the score after an appeal, in no level.
    excluded,
}

impl Summary {
    /// Counts visits that are alike.
    pub fn visit(&mut self, visit: &VisitFigure, n: u64, days: &Days) {
        if !days.has(visit.day) {
            return;
        }
        self.visits += n;
        if let Some((_, end)) = visit.ended {
            self.left += n;
            self.served += if end == VisitEnd::Served { n } else { 0 };
        }
    }

    /// Counts ratings that are alike.
    pub fn rating(&mut self, rating: &RatingFigure, n: u64, days: &Days) {
        if !days.has(rating.day) {
            return;
        }
        self.invited += n;
        let kept = match rating.given {
            _ if rating.excluded => &mut self.excluded,
            Some((_, 5)) => &mut self.level5,
            Some((_, 4)) => &mut self.level4,
            Some((_, 3)) => &mut self.level3,
            Some((_, 2)) => &mut self.level2,
            Some(_) => &mut self.level1,
            None if rating.unrated => &mut self.unrated,
            None => return,
        };
        *kept += n;
    }

    /// Counts a case.
    pub fn case(&mut self, case: &CaseFigure, days: &Days) {
        let accepted = case.accepted.filter(|_| days.has(case.came));
        self.accepted += u64::from(accepted.is_some());
        if let Some((_, _, end)) = case.ended.filter(|(_, day, _)| days.has(Some(*day))) {
            let count = match end {
                End::Done => &mut self.done,
                End::Refused => &mut self.refused,
                End::Withdrawn => &mut self.withdrawn,
                End::Lapsed => &mut self.lapsed,
            };
            *count += 1;
        }
        if let Some(kept) = case.promise_kept(days) {
            self.promised += 1;
            self.on_time += u64::from(kept);
        }
        // Of a span that goes on, the day it is judged is its last.
        let last = days.to.min(days.as_of);
        let is_over = case.ended.is_some_and(|(_, day, _)| day <= last);
        if case.accepted.is_some_and(|day| day <= last) && !is_over {
            self.open += 1;
            let past = case.due.is_some_and(|(_, due)| due < last);
            self.late += u64::from(past && !case.stands_still());
        }
    }

    /// Returns the ratings given and not excluded.
    pub fn rated(&self) -> u64 {
        self.good() + self.bad()
    }

    /// Returns those of level 3 and more.
    pub fn good(&self) -> u64 {
        self.level5 + self.level4 + self.level3
    }

    /// Returns those of level 2 and 1 (差评).
    pub fn bad(&self) -> u64 {
        self.level2 + self.level1
    }

    /// Returns the cases that ended, however.
    pub fn ended(&self) -> u64 {
        self.done + self.refused + self.withdrawn + self.lapsed
    }

    /// Returns a figure as the hall itself counts it; none of what a county does not count.
    pub fn figure(&self, indicator: Indicator) -> Option<Figure> {
        let count = |n| (n, n);
        let (n, of) = match indicator {
            Indicator::Visits => count(self.visits),
            Indicator::Served => (self.served, self.left),
            Indicator::Accepted => count(self.accepted),
            Indicator::Ended => count(self.ended()),
            Indicator::OnTime => (self.on_time, self.promised),
            Indicator::Rated => count(self.rated()),
            Indicator::Good => (self.good(), self.rated()),
            Indicator::Answered => (self.rated(), self.rated() + self.unrated),
            Indicator::Unrated => count(self.unrated),
            Indicator::Excluded => count(self.excluded),
            _ => return None,
        };
        Some(Figure {
            indicator,
            n,
            of,
            total: 0,
            most: 0,
        })
    }
}

impl CaseFigure {
    /// Returns whether it was decided by its promised day, of a case whose promised day is in the span and
    /// is past or was kept. Withdrawn or lapsed by its day it was neither kept nor broken; a clock that
    /// stands still breaks nothing.
    pub fn promise_kept(&self, days: &Days) -> Option<bool> {
        let (_, due) = self.due.filter(|(_, due)| days.has(Some(*due)))?;
        let is_past = due < days.as_of;
        match self.ended {
            Some((_, day, End::Done | End::Refused)) => Some(day <= due),
            Some((_, day, End::Withdrawn | End::Lapsed)) => (is_past && day > due).then_some(false),
            None => (is_past && !self.stands_still()).then_some(false),
        }
    }

    /// Returns whether its clock stands still.
    pub fn stands_still(&self) -> bool {
        self.paused.is_some_and(|(_, still)| still)
    }
}

/// Returns the figures of one organisation. A case counts for the organisation that tells of it,
/// wherever it lies meanwhile: who gave a promise answers for it, and nobody gets rid of a late case by
/// handing it on.
pub fn summarise(figures: &Figures, days: &Days) -> Summary {
    let mut sum = Summary::default();
    figures.visits.values().for_each(|v| sum.visit(v, 1, days));
    figures
        .ratings
        .values()
        .for_each(|r| sum.rating(r, 1, days));
    figures.cases.values().for_each(|c| sum.case(c, days));
    sum
}

/// Returns the sum of all organisations.
pub fn total<'s>(sums: impl IntoIterator<Item = &'s Summary>) -> Summary {
    let mut all = Summary::default();
    sums.into_iter().for_each(|sum| all.add(sum));
    all
}
