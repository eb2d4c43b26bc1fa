//! Bad ratings counted.

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::calendar::Calendar;
use crate::domain::close_lock::Ending;
use crate::domain::close_lock::Whom;
use crate::domain::followup::Followup;

/// Bad ratings counted by what became of them; no share without its number beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Count {
    /// Bad ratings.
    pub all: u64,
    /// Of these, by somebody who is named and can be called.
    pub named: u64,
    /// Of the named, how many were called back; the rule wants all (rule B3).
    pub called_back: u64,
    /// How many go on.
    pub open: u64,
    /// Of these, with a clock that is over.
    pub overdue: u64,
    /// How many were reopened at least once.
    pub reopened: u64,
    /// How many ended solved.
    pub solved: u64,
    /// How many ended explained; never counted as solved.
    pub explained: u64,
    /// How many ended with nobody to ask; never counted as solved.
    pub unheard: u64,
    /// How many left the score after an appeal.
    pub excluded: u64,
}

impl Count {
    /// Adds an order as it stands on a local day.
    pub fn add(&mut self, order: &Followup, calendar: &Calendar, today: NaiveDate) {
        let clocks = order.clocks(calendar);
        let named = order.lock.whom == Whom::Named;
        let tells = |yes: bool| u64::from(yes);
        self.all += 1;
        self.named += tells(named);
        self.called_back += tells(named && order.was_called_back());
        self.open += tells(order.lock.ending().is_none());
        self.overdue += tells(clocks.iter().any(|clock| clock.due < today));
        self.reopened += tells(order.lock.round_no() > 1);
        self.excluded += tells(order.is_excluded());
        match order.lock.ending() {
            Some(Ending::Solved) => self.solved += 1,
            Some(Ending::Explained) => self.explained += 1,
            Some(Ending::Unheard) => self.unheard += 1,
            None => {}
        }
    }

    /// Returns called back / named in tenths of a percent (回访率), or `None` below `min` named ones
    /// (rule R7).
    pub fn called_back_permille(&self, min: u64) -> Option<u64> {
        (self.named > 0 && self.named >= min)
            .then(|| (self.called_back * 1000 + self.named / 2) / self.named)
    }
}
