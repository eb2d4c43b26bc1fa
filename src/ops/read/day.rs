//! The figures of a day, each from the periods, none typed.

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::ids::Centre;
use crate::domain::rating::Tally;
use crate::domain::time::Seconds;
use crate::domain::visit::VisitEnd;
use crate::domain::visit::VisitState;
use crate::ops::Error;
use crate::ops::Hall;
use crate::store::view;
use crate::store::view::periods::Sum;

/// Spans of one kind: how many count, their whole and mean and longest length, how many do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Span {
    /// How many count.
    pub n: u64,
    /// Their whole length, milliseconds.
    pub total_ms: i64,
    /// Their mean; 0 without any.
    pub mean: Seconds,
    /// The longest.
    pub longest: Seconds,
    /// How many do not count, because nobody ended them.
    pub inaccurate: u64,
    /// Their whole length, milliseconds: with `total_ms` it is all the time there was.
    pub inaccurate_ms: i64,
}

impl Span {
    fn of<'s>(sums: impl Iterator<Item = &'s Sum>) -> Span {
        let mut span = Span::default();
        for sum in sums {
            // The time until the slip is out belongs to the wait that follows; it is no wait of its own.
            if sum.state != VisitState::Issuing.word() {
                span.n += sum.exact;
            }
            span.total_ms += sum.exact_ms;
            span.longest = span.longest.max(Seconds(sum.longest_ms / 1000));
            span.inaccurate += sum.inaccurate;
            span.inaccurate_ms += sum.inaccurate_ms;
        }
        if let Ok(n @ 1..) = i64::try_from(span.n) {
            span.mean = Seconds(span.total_ms / n / 1000);
        }
        span
    }
}

/// A centre's spans of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CentreDay {
    /// The centre.
    pub centre: Centre,
    /// Waiting in line.
    pub waits: Span,
    /// From call to arrival at the window.
    pub calls: Span,
    /// Being served.
    pub services: Span,
    /// Parked or missed.
    pub holds: Span,
}

/// The figures of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Day {
    /// The local day.
    pub day: NaiveDate,
    /// Whether the night close ran.
    pub closed: bool,
    /// Visits that began.
    pub visits: u64,
    /// Visits by end: served, left, no_show, moved.
    pub ends: Vec<(VisitEnd, u64)>,
    /// Visits not over.
    pub open: u64,
    /// Errands by outcome.
    pub errands: Vec<(String, u64)>,
    /// Cases accepted.
    pub cases: u64,
    /// Of these, done on the spot.
    pub on_the_spot: u64,
    /// Ratings.
    pub ratings: Tally,
    /// Spans of the whole hall.
    pub waits: Span,
    /// From call to arrival at the window.
    pub calls: Span,
    /// Being served.
    pub services: Span,
    /// Parked or missed.
    pub holds: Span,
    /// The same by centre.
    pub centres: Vec<CentreDay>,
}

/// Which spans count as what: waiting for a slip is waiting, being missed is a hold.
fn class(sum: &Sum) -> Option<VisitState> {
    Some(match VisitState::from_word(&sum.state)? {
        VisitState::Issuing | VisitState::Waiting => VisitState::Waiting,
        VisitState::Parked | VisitState::Missed => VisitState::Parked,
        other => other,
    })
}

impl Hall {
    /// Returns the figures of a day.
    ///
    /// # Errors
    /// The store's own error.
    pub fn day(&self, day: NaiveDate) -> Result<Day, Error> {
        let db = self.store().db();
        let sums = view::periods::sums_of_day(db, day)?;
        let span = |state: VisitState, centre: Option<Centre>| {
            Span::of(sums.iter().filter(|sum| {
                class(sum) == Some(state) && centre.is_none_or(|c| sum.centre == c.word())
            }))
        };
        let counted = view::visits::ends_of_day(db, day)?;
        let count = |end: Option<VisitEnd>| {
            counted
                .iter()
                .filter(|(e, _)| *e == end)
                .map(|(_, n)| *n)
                .sum::<u64>()
        };
        let (cases, on_the_spot) = view::cases::count_of_day(db, day)?;
        Ok(Day {
            day,
            closed: view::days::state(db, day)?.closed,
            visits: counted.iter().map(|(_, n)| *n).sum(),
            ends: VisitEnd::ALL
                .into_iter()
                .map(|end| (end, count(Some(end))))
                .collect(),
            open: count(None),
            errands: view::errands::outcomes_of_day(db, day, None)?,
            cases,
            on_the_spot,
            ratings: view::ratings::tally(db, day)?,
            waits: span(VisitState::Waiting, None),
            calls: span(VisitState::Called, None),
            services: span(VisitState::Serving, None),
            holds: span(VisitState::Parked, None),
            centres: Centre::ALL
                .into_iter()
                .map(|centre| CentreDay {
                    centre,
                    waits: span(VisitState::Waiting, Some(centre)),
                    calls: span(VisitState::Called, Some(centre)),
                    services: span(VisitState::Serving, Some(centre)),
                    holds: span(VisitState::Parked, Some(centre)),
                })
                .collect(),
        })
    }
}
