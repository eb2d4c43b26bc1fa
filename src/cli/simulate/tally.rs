//! What the driver itself counts, to be held against what the hall says of the same days.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::time::Seconds;
use crate::domain::visit::VisitEnd;
use crate::domain::visit::VisitState;
use crate::ops::read::Day;
use crate::ops::read::Span;

/// Spans of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub(crate) struct Spans {
    /// How many.
    pub(crate) n: u64,
    /// Their whole length, milliseconds.
    pub(crate) total_ms: i64,
    /// The longest, milliseconds.
    pub(crate) longest_ms: i64,
}

impl Spans {
    fn add(&mut self, ms: i64) {
        self.n += 1;
        self.total_ms += ms;
        self.longest_ms = self.longest_ms.max(ms);
    }

    fn merge(&mut self, other: Spans) {
        self.n += other.n;
        self.total_ms += other.total_ms;
        self.longest_ms = self.longest_ms.max(other.longest_ms);
    }

    /// Returns the mean; 0 without any.
    pub(crate) fn mean(self) -> Seconds {
        match i64::try_from(self.n) {
            Ok(n @ 1..) => Seconds(self.total_ms / n / 1000),
            _ => Seconds(0),
        }
    }

    /// Returns the longest.
    pub(crate) fn longest(self) -> Seconds {
        Seconds(self.longest_ms / 1000)
    }

    fn agrees(self, span: &Span) -> bool {
        (self.n, self.total_ms, self.longest(), 0)
            == (span.n, span.total_ms, span.longest, span.inaccurate)
    }
}

/// The figures of a day, or of all days.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub(crate) struct Tally {
    /// Visits that began.
    pub(crate) visits: u64,
    /// Visits by end.
    pub(crate) ends: BTreeMap<&'static str, u64>,
    /// Waiting in line.
    pub(crate) waits: Spans,
    /// From call to arrival at the window.
    pub(crate) calls: Spans,
    /// Being served.
    pub(crate) services: Spans,
    /// Parked or missed.
    pub(crate) holds: Spans,
    /// Cases accepted.
    pub(crate) cases: u64,
    /// Ratings, at index level − 1.
    pub(crate) ratings: [u64; 5],
    /// Residents who were asked and did not rate.
    pub(crate) unrated: u64,
    /// Alarms that rose, by kind.
    pub(crate) alarms: BTreeMap<&'static str, u64>,
}

impl Tally {
    /// Counts a span that ends.
    pub(crate) fn span(&mut self, state: VisitState, ms: i64) {
        match state {
            VisitState::Waiting | VisitState::Issuing => self.waits.add(ms),
            VisitState::Called => self.calls.add(ms),
            VisitState::Serving => self.services.add(ms),
            VisitState::Parked | VisitState::Missed => self.holds.add(ms),
            VisitState::Ended => {}
        }
    }

    /// Counts a visit that ends.
    pub(crate) fn end(&mut self, end: VisitEnd) {
        *self.ends.entry(end.word()).or_default() += 1;
    }

    /// Returns how many visits ended so.
    pub(crate) fn ended(&self, end: VisitEnd) -> u64 {
        self.ends.get(end.word()).copied().unwrap_or(0)
    }

    /// Adds another day.
    pub(crate) fn merge(&mut self, other: &Tally) {
        self.visits += other.visits;
        self.cases += other.cases;
        self.unrated += other.unrated;
        for (mine, theirs) in [
            (&mut self.ends, &other.ends),
            (&mut self.alarms, &other.alarms),
        ] {
            for (key, n) in theirs {
                *mine.entry(key).or_default() += n;
            }
        }
        for (mine, theirs) in self.ratings.iter_mut().zip(other.ratings) {
            *mine += theirs;
        }
        self.waits.merge(other.waits);
        self.calls.merge(other.calls);
        self.services.merge(other.services);
        self.holds.merge(other.holds);
    }

    /// Returns which figures differ from what the hall says.
    pub(crate) fn differences(&self, day: &Day) -> Vec<&'static str> {
        let ends = day.ends.iter().all(|(end, n)| self.ended(*end) == *n);
        let checks = [
            ("visits", self.visits == day.visits),
            ("open", day.open == 0),
            ("ends", ends),
            ("waits", self.waits.agrees(&day.waits)),
            ("calls", self.calls.agrees(&day.calls)),
            ("services", self.services.agrees(&day.services)),
            ("holds", self.holds.agrees(&day.holds)),
            ("cases", self.cases == day.cases),
            ("ratings", self.ratings == day.ratings.by_level),
            (
                "unrated",
                self.unrated == day.ratings.unrated && day.ratings.open == 0,
            ),
        ];
        checks
            .into_iter()
            .filter(|(_, same)| !same)
            .map(|(name, _)| name)
            .collect()
    }
}

/// The tallies of all days.
pub(crate) type Days = BTreeMap<NaiveDate, Tally>;

/// Returns the sum of all days.
pub(crate) fn total(days: &Days) -> Tally {
    let mut sum = Tally::default();
    for tally in days.values() {
        sum.merge(tally);
    }
    sum
}
