//! What errands by proxy add to the figures of a span of days.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::case_file::Stage;
use crate::domain::custody::SharedCase;
use crate::domain::custody::Step as Said;
use crate::domain::custody::Verdict;
use crate::domain::mandate::Mandate;
use crate::domain::mandate::Mode;
use crate::domain::mandate::Step;
use crate::domain::measure::Share;
use crate::domain::time::UtcMs;
use crate::domain::time::Zone;

/// The days figures are about, and the day on which they are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// Today: what is due later is not counted yet.
    pub today: NaiveDate,
    /// The zone of the days.
    pub zone: Zone,
}

impl Span {
    fn holds(&self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to && day <= self.today
    }

    fn has(&self, at: UtcMs) -> bool {
        self.holds(self.zone.day(at))
    }
}

/// The figures of some errands in a span of days.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Errands {
    /// Mandates given.
    pub given: u32,
    /// Handed in at the hall by the last day, of those whose last day is in the span. Not yet due counts
    /// only once it is handed in; what ended before its last day does not count.
    pub handed_in: Share,
    /// Decided by the promised day, of those whose promised day is in the span; else as above. The
    /// promised day is the one the hall told last: it moves only with a reason and a clause. What the
    /// hall did at once has no promised day and does not count.
    pub done: Share,
    /// Ways to the hall that the assistant went instead of the resident:
    ///
    /// - one for each day on which the village brought the errand or papers of it to the hall;
    /// - one for the result, where the hall had promised a day and the resident got it in the village:
    ///   what is done at once needs no second way.
    ///
    /// An errand run together with the resident saves none. Over the net (网办) it saves the same, as the
    /// resident would have had to go.
    ///
    /// Source: rule A1 of the hall counts a resident's trips to the hall for a case and aims at one;
    /// each of these is such a trip that was not made.
    pub trips: u32,
    /// How often the hall sent one back for papers.
    pub sent_back: u32,
    /// Residents who were content, of those asked at the call-back.
    pub content: Share,
    /// Mandates that residents stopped.
    pub stopped: u32,
}

impl Errands {
    /// Adds what was counted elsewhere.
    pub fn add(&mut self, other: &Errands) {
        self.given += other.given;
        self.handed_in.add(other.handed_in);
        self.done.add(other.done);
        self.trips += other.trips;
        self.sent_back += other.sent_back;
        self.content.add(other.content);
        self.stopped += other.stopped;
    }

    /// Counts a case; one that is no errand by proxy adds nothing.
    pub fn count(&mut self, shared: &SharedCase, span: &Span) {
        let Some(mandate) = shared.mandate.as_deref() else {
            return;
        };
        let held = || {
            let steps = shared.history.iter();
            steps.filter(|said| said.verdict == Verdict::Held)
        };
        let zone = span.zone;
        let ended = ended(shared, mandate, zone);
        let handed = handed_in(shared).map(|at| zone.day(at));
        let decided = at_step(mandate, Step::Handled).map(|at| zone.day(at));
        self.given += u32::from(span.holds(mandate.day));
        due(&mut self.handed_in, (mandate.hand_in, handed, ended), span);
        let promised = mandate.from_hall.as_ref().and_then(|told| told.due);
        if let Some(promised) = promised {
            due(&mut self.done, (promised, decided, ended), span);
        }
        let back = held().filter(|said| said.stage == Some(Stage::Returned));
        let back = back.filter(|said| span.has(said.mark.wall));
        self.sent_back += u32::try_from(back.count()).unwrap_or(u32::MAX);
        if mandate.mode != Mode::Together {
            self.trips += trips(shared, mandate, span);
        }
        let called = at_step(mandate, Step::CalledBack).filter(|at| span.has(*at));
        if let Some(content) = mandate.content.filter(|_| called.is_some()) {
            self.content.count(content);
        }
        let stopped = mandate.stopped.as_ref();
        self.stopped += u32::from(stopped.is_some_and(|mark| span.has(mark.wall)));
    }
}

/// Counts one thing that was due on a day: kept, or past and not kept. What ended by its day is neither.
pub(super) fn due(
    share: &mut Share,
    (due, met, ended): (NaiveDate, Option<NaiveDate>, Option<NaiveDate>),
    span: &Span,
) {
    if due < span.from || due > span.to {
        return;
    }
    // What comes after today has not happened yet.
    let met = met.filter(|day| *day <= span.today);
    match met {
        Some(day) => share.count(day <= due),
        None if ended.is_some_and(|day| day <= due) => {}
        None if due < span.today => share.count(false),
        None => {}
    }
}

fn at_step(mandate: &Mandate, step: Step) -> Option<UtcMs> {
    mandate.steps.get(step as usize).map(|mark| mark.wall)
}

/// Returns when the hall got the errand: the village handed it in, or the hall took it.
fn handed_in(shared: &SharedCase) -> Option<UtcMs> {
    let changes = |said: &&Said| {
        let change = matches!(said.kind.as_str(), "custody.handed" | "custody.taken");
        said.verdict == Verdict::Held && change
    };
    shared
        .history
        .iter()
        .find(changes)
        .map(|said| said.mark.wall)
}

/// Returns the day on which it ended without a decision: stopped by the resident, withdrawn or lapsed.
fn ended(shared: &SharedCase, mandate: &Mandate, zone: Zone) -> Option<NaiveDate> {
    let stopped = mandate.stopped.as_ref().map(|mark| zone.day(mark.wall));
    let without = |said: &&Said| {
        let stage = matches!(said.stage, Some(Stage::Withdrawn | Stage::Lapsed));
        said.verdict == Verdict::Held && stage
    };
    let withdrawn = shared.history.iter().find(without);
    let withdrawn = withdrawn.map(|said| zone.day(said.mark.wall));
    stopped.into_iter().chain(withdrawn).min()
}

fn trips(shared: &SharedCase, mandate: &Mandate, span: &Span) -> u32 {
    let handed = shared.history.iter().filter(|said| {
        let by_village = said.mark.org == shared.giver && said.kind == "custody.handed";
        by_village && said.verdict == Verdict::Held
    });
    let handed = handed.map(|said| said.mark.wall);
    let brought = mandate.brought.iter().map(|mark| mark.wall);
    let days: BTreeSet<NaiveDate> = handed
        .chain(brought)
        .map(|at| span.zone.day(at))
        .filter(|day| span.holds(*day))
        .collect();
    let delivered = mandate.delivered();
    let fetched = delivered.is_some_and(|mark| {
        let promised = mandate.from_hall.as_ref().is_some_and(|t| t.due.is_some());
        mark.org == shared.giver && promised && span.has(mark.wall)
    });
    u32::try_from(days.len()).unwrap_or(u32::MAX) + u32::from(fetched)
}
