//! Problems counted.

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::calendar::Calendar;
use crate::domain::problem::Problem;
use crate::domain::problem::ProblemClass;
use crate::domain::problem::ProblemEnding;

/// Problems counted by what became of them; the parts of `registered` are `open` and the five ends.
///
/// Source: rule A12 of the hall: the ratio is shown, never hidden (13,263 opinions, 1,103 done).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Count {
    /// All that were registered.
    pub registered: u64,
    /// How many were closed solved.
    pub solved: u64,
    /// How many were closed explained; never counted as solved.
    pub explained: u64,
    /// How many were closed with nobody to ask; never counted as solved.
    pub unheard: u64,
    /// How many were another office's; never counted as solved.
    pub not_ours: u64,
    /// How many were closed with the one they repeat; never counted as solved.
    pub repeat: u64,
    /// How many go on.
    pub open: u64,
    /// Of these, with a clock that is over.
    pub overdue: u64,
    /// How many were opened anew at least once.
    pub reopened: u64,
}

impl Count {
    /// Adds a problem as it stands on a local day.
    pub fn add(&mut self, problem: &Problem, calendar: &Calendar, today: NaiveDate) {
        let late = || problem.clocks(calendar).iter().any(|c| c.due < today);
        let reopened = problem.lock.round_no() > 1;
        match problem.ending {
            Some(ending) => self.add_closed(ending, reopened, 1),
            None => {
                self.registered += 1;
                self.reopened += u64::from(reopened);
                self.open += 1;
                self.overdue += u64::from(late());
            }
        }
    }

    /// Adds so many that were closed in one way.
    pub fn add_closed(&mut self, ending: ProblemEnding, reopened: bool, n: u64) {
        self.registered += n;
        self.reopened += if reopened { n } else { 0 };
        match ending {
            ProblemEnding::Solved => self.solved += n,
            ProblemEnding::Explained => self.explained += n,
            ProblemEnding::Unheard => self.unheard += n,
            ProblemEnding::NotOurs => self.not_ours += n,
            ProblemEnding::Repeat => self.repeat += n,
        }
    }
}

/// The problems of one class, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ClassCount {
    /// The class.
    pub class: ProblemClass,
    /// How many, by what became of them.
    pub count: Count,
}

impl ClassCount {
    /// Counts problems as they stand on a local day: class by class, and all of them.
    pub fn of<'p>(
        problems: impl IntoIterator<Item = &'p Problem>,
        calendar: &Calendar,
        today: NaiveDate,
    ) -> (Vec<ClassCount>, Count) {
        let mut all = Count::default();
        let mut classes = ProblemClass::ALL.map(|class| ClassCount {
            class,
            count: Count::default(),
        });
        for problem in problems {
            all.add(problem, calendar, today);
            for of_class in &mut classes {
                if of_class.class == problem.said.class {
                    of_class.count.add(problem, calendar, today);
                }
            }
        }
        (classes.to_vec(), all)
    }
}
