//! The figures of a hall over a span of days, each defined once.
//!
//! A figure is nothing but the sum of its items: [`Figure::of`] is the only place where one is made,
//! so what stands behind a figure, shown one by one, always gives that figure again.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::deadline::Cause;
use crate::domain::measure::Share;
use crate::domain::measure::Unit;

/// How a figure is made of its items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// How many items there are.
    Count,
    /// How many of the items hold, of all.
    Share,
    /// The mean of what the items amount to; those that do not hold are left out and told apart.
    Mean,
}

macro_rules! indicators {
    ($($(#[$about:meta])* $name:ident $word:literal $shape:ident $unit:ident $rule:literal;)*) => {
        /// A figure of a hall.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Indicator {
            $($(#[$about])* #[serde(rename = $word)] $name),*
        }

        impl Indicator {
            /// All of them, in the order in which they are shown.
            pub const ALL: &'static [Indicator] = &[$(Indicator::$name),*];

            /// Returns the word used in commands, files and locales: `results.<word>` names it,
            /// `results.<word>_how` defines it.
            pub fn word(self) -> &'static str {
                match self { $(Indicator::$name => $word),* }
            }

            /// Returns how it is made of its items.
            pub fn shape(self) -> Shape {
                match self { $(Indicator::$name => Shape::$shape),* }
            }

            /// Returns what it is counted in.
            pub fn unit(self) -> Unit {
                match self { $(Indicator::$name => Unit::$unit),* }
            }

            /// Returns the rule of the hall it follows from.
            pub fn rule(self) -> &'static str {
                match self { $(Indicator::$name => $rule),* }
            }
        }
    };
}

indicators! {
    /// Visits that began.
    Visits "visits" Count Visits "Q6";
    /// Visits that ended served, of all that ended.
    Served "served" Share Visits "Q6";
    /// From number, or from being put back into the line, to the call.
    Wait "wait" Mean Seconds "Q7";
    /// At the window.
    Service "service" Mean Seconds "Q7";
    /// Cases accepted.
    Accepted "accepted" Count Cases "L2";
    /// Done while the resident waited, of the cases accepted.
    OnTheSpot "on_the_spot" Share Cases "A1";
    /// Cases that ended, however.
    Ended "ended" Count Cases "L5";
    /// Ended by the promised day, of the cases whose promised day is in the span and is past or was kept.
    OnTime "on_time" Share Cases "W7";
    /// Late, and waiting for the resident when they first were.
    LateResident "late_resident" Count Cases "W7";
    /// Late, and waiting for another office when they first were.
    LateOtherOffice "late_other_office" Count Cases "W7";
    /// Late, and waiting for a leader's signature when they first were.
    LateLeader "late_leader" Count Cases "W7";
    /// Late, and waiting for the hall itself when they first were.
    LateUs "late_us" Count Cases "W7";
    /// The applicant came once and was sent for nothing, of the cases accepted (一次性办结).
    FirstTime "first_time" Share Cases "A1";
    /// How often applicants came, of the cases accepted.
    Trips "trips" Mean Trips "A1";
    /// The applicant came more than once, of the cases accepted.
    Again "again" Share Cases "A1";
    /// One-time notices of what is missing.
    Notices "notices" Count Notices "L1";
    /// Recorded answers of no.
    Noes "noes" Count Noes "W2";
    /// Hard matters handed to window 1 that have an end, of all handed to it.
    Hards "hards" Share Matters "W1";
    /// Ratings given and not excluded.
    Rated "rated" Count Ratings "R2";
    /// Levels 5, 4 and 3, of the ratings given (满意率).
    Good "good" Share Ratings "R1";
    /// Given, of the ratings asked for that have an end (主动评价率).
    Answered "answered" Share Ratings "R4";
    /// Asked for and not given in time: neither good nor bad.
    Unrated "unrated" Count Ratings "R4";
    /// Left the score after an appeal, and stay visible (复核排除).
    Excluded "excluded" Count Ratings "B5";
    /// Called by the last day, of the bad ratings of somebody who can be called and whose last day is
    /// past or was kept (响应率).
    Contacted "contacted" Share Orders "B1";
    /// Called back about what was done, of the bad ratings of somebody who can be called (回访率).
    CalledBack "called_back" Share Orders "B3";
    /// Closed as solved, of all bad ratings (解决率).
    Solved "solved" Share Orders "B4";
    /// Said to be right at the last call-back, of the bad ratings called back (满意).
    Content "content" Share Orders "B3";
    /// Reopened at least once, of all bad ratings.
    Reopened "reopened" Share Orders "B3";
    /// Closed as explained; never counted as solved.
    Explained "explained" Count Orders "B4";
    /// Problems and criticism registered (挂号).
    Problems "problems" Count Problems "A14";
    /// Closed as solved, of those registered (销号).
    ProblemsSolved "problems_solved" Share Problems "A14";
    /// Closed as explained; never counted as solved.
    ProblemsExplained "problems_explained" Count Problems "A14";
    /// Not closed, of those registered.
    ProblemsOpen "problems_open" Share Problems "A12";
    /// Replied to by the last day, of the criticism registered whose last day is past or was kept.
    Replied "replied" Share Problems "S1";
}

impl Indicator {
    /// Returns whether ratings are counted: who gave one is shown to nobody (rule R6).
    pub fn is_of_ratings(self) -> bool {
        use Indicator::{Answered, Excluded, Good, Rated, Unrated};
        matches!(self, Rated | Good | Answered | Unrated | Excluded)
    }

    /// Returns the cause of lateness it counts; none of any other figure.
    pub fn cause(self) -> Option<Cause> {
        Some(match self {
            Indicator::LateResident => Cause::Resident,
            Indicator::LateOtherOffice => Cause::OtherOffice,
            Indicator::LateLeader => Cause::Leader,
            Indicator::LateUs => Cause::Us,
            _ => return None,
        })
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Indicator> {
        let wanted = word.trim();
        Indicator::ALL.iter().copied().find(|i| i.word() == wanted)
    }
}

impl std::str::FromStr for Indicator {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Indicator::from_word(text).ok_or_else(|| {
            let known: Vec<&str> = Indicator::ALL.iter().map(|i| i.word()).collect();
            format!("{text:?} is no figure; there are {}", known.join(", "))
        })
    }
}

/// One thing a figure is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measured {
    /// Whether it holds; of a mean, whether it counts.
    pub holds: bool,
    /// What it amounts to; 0 where nothing is summed.
    pub amount: i64,
}

impl Measured {
    /// Returns one that holds and amounts to nothing.
    pub const ONE: Measured = Measured {
        holds: true,
        amount: 0,
    };

    /// Returns one of which it is asked whether it holds.
    pub fn asked(holds: bool) -> Measured {
        Measured { holds, amount: 0 }
    }
}

/// A figure: whole numbers only, so that it is the same wherever it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// Which.
    pub indicator: Indicator,
    /// How many: of a count all, of a share those that hold, of a mean those that count.
    pub n: u64,
    /// Of how many; of a mean those left out are in it, too.
    pub of: u64,
    /// What those that count amount to, in the figure's unit; of a mean only.
    #[serde(default)]
    pub total: i64,
    /// The largest of them; of a mean only.
    #[serde(default)]
    pub most: i64,
}

impl Figure {
    /// Sums what a figure is made of.
    pub fn of(indicator: Indicator, items: impl IntoIterator<Item = Measured>) -> Figure {
        let mut figure = Figure {
            indicator,
            n: 0,
            of: 0,
            total: 0,
            most: 0,
        };
        let mean = indicator.shape() == Shape::Mean;
        for item in items {
            figure.of += 1;
            let holds = item.holds || indicator.shape() == Shape::Count;
            figure.n += u64::from(holds);
            if mean && item.holds {
                figure.total = figure.total.saturating_add(item.amount);
                figure.most = figure.most.max(item.amount);
            }
        }
        figure
    }

    /// Returns the mean in hundredths of the unit, rounded half up; none where nothing counts, and of
    /// what is no mean.
    pub fn mean_hundredths(&self) -> Option<i64> {
        let n = i64::try_from(self.n).ok().filter(|n| *n > 0)?;
        let mean = self.indicator.shape() == Shape::Mean;
        mean.then(|| (self.total.saturating_mul(100) + n / 2) / n)
    }

    /// Returns the share in tenths of a percent; none below `min`, where the counts say more (rule R7).
    pub fn permille(&self, min: u64) -> Option<u64> {
        let share = Share {
            n: u32::try_from(self.n).ok()?,
            of: u32::try_from(self.of).ok()?,
        };
        (self.indicator.shape() == Shape::Share).then(|| share.permille(min))?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back_and_no_two_are_alike() {
        for indicator in Indicator::ALL {
            assert_eq!(indicator.word().parse(), Ok(*indicator));
        }
        let mut words: Vec<_> = Indicator::ALL.iter().map(|i| i.word()).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), Indicator::ALL.len());
        assert!("nothing".parse::<Indicator>().is_err());
    }

    #[test]
    fn every_cause_of_lateness_has_its_figure() {
        let causes = Indicator::ALL.iter().filter_map(|i| i.cause());
        assert_eq!(causes.collect::<Vec<_>>(), Cause::ALL);
    }

    #[test]
    fn a_mean_leaves_out_what_nobody_ended_and_says_so() {
        let item = |holds, amount| Measured { holds, amount };
        let items = [item(true, 60), item(true, 91), item(false, 9000)];
        let figure = Figure::of(Indicator::Wait, items);
        assert_eq!((figure.n, figure.of), (2, 3));
        assert_eq!((figure.total, figure.most), (151, 91));
        assert_eq!(figure.mean_hundredths(), Some(7550));
        assert_eq!(figure.permille(0), None);
        assert_eq!(Figure::of(Indicator::Wait, []).mean_hundredths(), None);
    }

    #[test]
    fn a_share_is_told_below_the_least_number_as_counts_only() {
        let items = (0..9).map(|i| Measured::asked(i > 0));
        let figure = Figure::of(Indicator::Good, items);
        assert_eq!((figure.n, figure.of), (8, 9));
        assert_eq!(figure.permille(10), None);
        assert_eq!(figure.permille(9), Some(889));
        assert_eq!(figure.mean_hundredths(), None);
    }
}
