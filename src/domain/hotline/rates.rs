//! The hotline's figures, each defined here once: how many, out of how many.

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::hotline::Channel;
use crate::domain::hotline::Job;
use crate::domain::hotline::JobKind;
use crate::domain::rating::Level;
use crate::domain::time::Zone;

/// What the first three figures are to be, in thousandths: all.
///
/// Source: rule A6 of the hall, the targets of the hotline 濮阳老李: 处置率, 问题解答率 and 投诉处理及时率
/// 100 %; for 满意率 it gives what was reached, 99 %, and no target.
pub const TARGET_PERMILLE: u64 = 1000;

/// So many out of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Rate {
    /// How many.
    pub n: u64,
    /// Out of how many.
    pub of: u64,
}

impl Rate {
    fn count(&mut self, good: bool) {
        self.of += 1;
        self.n += u64::from(good);
    }

    /// Returns the share in thousandths, cut and not rounded, so that only all is 100 %; `None` below
    /// `min`, where counts say more.
    pub fn permille(self, min: u64) -> Option<u64> {
        (self.of > 0 && self.of >= min).then(|| self.n * 1000 / self.of)
    }

    /// Returns whether the target is met; `None` where there was nothing to do.
    pub fn is_met(self) -> Option<bool> {
        (self.of > 0).then_some(self.n == self.of)
    }
}

/// The figures of the calls of a span of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Rates {
    /// 处置率: calls that are done, out of all.
    pub handled: Rate,
    /// 问题解答率: questions and look-ups that were answered, out of all such calls.
    pub answered: Rate,
    /// 投诉处理及时率: complaints done by their last day, out of those that are done or whose last day
    /// is over. One that has time left is in neither number.
    pub in_time: Rate,
    /// 满意率: callers who were content, levels 3 to 5, out of those who said how it was.
    pub content: Rate,
    /// Callers who said how it was, out of the calls that are done: the rest is not known.
    pub asked: Rate,
    /// Home visits done with a whole door list, out of all that were sent for.
    pub visits: Rate,
}

/// What of a job is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// What kind of call.
    pub kind: JobKind,
    /// Where it came in.
    pub channel: Channel,
    /// Its last day.
    pub due: NaiveDate,
    /// The local day on which it was done.
    pub done: Option<NaiveDate>,
    /// What the caller said of it.
    pub level: Option<Level>,
    /// Whether somebody was sent to the caller's home.
    pub home: bool,
}

impl Counted {
    /// Returns what of a job is counted.
    pub fn of(job: &Job, zone: Zone) -> Counted {
        Counted {
            kind: job.call.kind,
            channel: job.call.channel,
            due: job.call.due,
            done: job.done.as_ref().map(|done| zone.day(done.by.wall)),
            level: job.told.as_ref().and_then(|told| told.level),
            home: job.now().is_some_and(|sending| sending.spot.is_home()),
        }
    }
}

/// Counts the calls that came in by phone; what was booked at a window or a village counts among the
/// home visits only.
pub fn rates(jobs: impl IntoIterator<Item = Counted>, today: NaiveDate) -> Rates {
    let mut all = Rates::default();
    for job in jobs {
        let done = job.done.is_some();
        if job.home {
            all.visits.count(done);
        }
        if job.channel != Channel::Phone {
            continue;
        }
        all.handled.count(done);
        if job.kind.is_asked() {
            all.answered.count(done);
        }
        if job.kind == JobKind::Complaint {
            match job.done {
                Some(day) => all.in_time.count(day <= job.due),
                None if today > job.due => all.in_time.count(false),
                None => {}
            }
        }
        if done {
            all.asked.count(job.level.is_some());
            if let Some(level) = job.level {
                all.content.count(!level.is_bad());
            }
        }
    }
    all
}
