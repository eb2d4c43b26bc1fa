//! Who is next: one pure function for every post.
//!
//! The line of a window holds the visits addressed to it and those of its centres. They are
//! called in this order:
//!
//! 1. returns: sent back to this very window by a transfer, or parked here and due,
//! 2. booked visits whose time has come, by that time,
//! 3. visits with a priority, by place,
//! 4. everybody else by place.
//!
//! A place is a property of the visit: the arrival, or for a missed number that rejoins the spot
//! behind the next two. A number called less than five minutes ago is not called by "next" again.

use crate::domain::ids::Centre;
use crate::domain::ids::TicketNo;
use crate::domain::live::Live;
use crate::domain::live::Window;
use crate::domain::norms::CallRules;
use crate::domain::time::Seconds;
use crate::domain::time::UtcMs;
use crate::domain::visit::Entrance;
use crate::domain::visit::Place;
use crate::domain::visit::Target;
use crate::domain::visit::Visit;
use crate::domain::visit::VisitState;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    Return,
    Booked,
    Priority,
    Ordinary,
}

type Rank = (Class, i64, i64, Option<TicketNo>);

fn rank(visit: &Visit, now: UtcMs) -> Rank {
    let arrival = visit.issued_at.0;
    if visit.returned {
        return (Class::Return, visit.since.0, arrival, visit.no);
    }
    if visit.state == VisitState::Parked {
        let due = visit.parked_until.unwrap_or(visit.since);
        return (Class::Return, due.0, arrival, visit.no);
    }
    match visit.entrance {
        Entrance::Appointment { at } if at <= now && !visit.rejoined => {
            (Class::Booked, at.0, arrival, visit.no)
        }
        _ if visit.priority.is_some() && !visit.rejoined => {
            (Class::Priority, visit.place.0, arrival, visit.no)
        }
        _ => (Class::Ordinary, visit.place.0, arrival, visit.no),
    }
}

fn in_line_of(visit: &Visit, window: &Window, now: UtcMs) -> bool {
    match visit.state {
        VisitState::Waiting => match visit.target {
            Target::Window(no) => no == window.no,
            Target::Centre(centre) => window.serves(centre),
        },
        VisitState::Parked => {
            visit.window == Some(window.no) && visit.parked_until.is_some_and(|until| until <= now)
        }
        _ => false,
    }
}

/// Returns the line of a window, the next one first.
pub fn line<'a>(live: &'a Live, window: &Window, now: UtcMs) -> Vec<&'a Visit> {
    let mut line: Vec<&Visit> = live
        .visits
        .iter()
        .filter(|visit| in_line_of(visit, window, now))
        .collect();
    line.sort_by_key(|visit| rank(visit, now));
    line
}

/// Returns the line of a centre as the public sees it: all who wait for it or for one of its
/// windows, the next one first.
pub fn centre_line(live: &Live, centre: Centre, now: UtcMs) -> Vec<&Visit> {
    let mut line: Vec<&Visit> = live
        .visits
        .iter()
        .filter(|v| v.state == VisitState::Waiting && v.centre == centre)
        .collect();
    line.sort_by_key(|visit| rank(visit, now));
    line
}

/// Why "next" finds nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Nobody {
    /// The line is empty.
    Empty,
    /// Whoever waits was called less than the pause ago; the first may be called at `from`.
    TooRecent {
        /// The number, as people say it.
        ticket: String,
        /// From when.
        from: UtcMs,
    },
}

/// Returns whom a window calls next.
///
/// # Errors
/// [`Nobody`] with the reason.
pub fn next<'a>(
    live: &'a Live,
    window: &Window,
    rules: &CallRules,
    now: UtcMs,
) -> Result<&'a Visit, Nobody> {
    let line = line(live, window, now);
    let free_from = |visit: &Visit| match visit.last_called {
        // A rejoin, a transfer and a return begin to count calls anew.
        Some(called) if visit.calls > 0 && visit.state == VisitState::Waiting => {
            Some(called.plus(Seconds(rules.recall_pause_s)))
        }
        _ => None,
    };
    if let Some(visit) = line
        .iter()
        .find(|visit| free_from(visit).is_none_or(|from| from <= now))
    {
        return Ok(visit);
    }
    match line.first() {
        Some(first) => Err(Nobody::TooRecent {
            ticket: first.label(),
            from: free_from(first).unwrap_or(now),
        }),
        None => Err(Nobody::Empty),
    }
}

/// Returns the place of a missed number that rejoins: behind the next `behind` of its line, or at
/// the end of a shorter one.
pub fn rejoin_place(live: &Live, visit: &Visit, behind: usize, now: UtcMs) -> Place {
    let line: Vec<&Visit> = centre_line(live, visit.centre, now)
        .into_iter()
        .filter(|other| other.target == visit.target || matches!(other.target, Target::Centre(_)))
        .collect();
    // Only an ordinary place counts: returns, booked visits and priorities go ahead of it anyway.
    let ordinary = |other: &&&Visit| rank(other, now).0 == Class::Ordinary;
    let last = line
        .iter()
        .take(behind)
        .filter(ordinary)
        .map(|v| v.place)
        .max();
    let first_after = line.iter().skip(behind).find(ordinary).map(|v| v.place);
    match (last, first_after) {
        (Some(last), Some(_)) => last.behind(),
        (None, Some(first)) => Place(first.0.saturating_sub(1)),
        (last, None) => Place::of_arrival(now).max(last.map_or(Place(i64::MIN), Place::behind)),
    }
}

/// Returns how many stand before a visit in its line.
pub fn ahead(live: &Live, visit: &Visit, now: UtcMs) -> usize {
    let line = match visit.target {
        Target::Window(no) => match live.window(no) {
            Ok(window) => line(live, window, now),
            Err(_) => return 0,
        },
        Target::Centre(centre) => centre_line(live, centre, now),
    };
    let mine = rank(visit, now);
    line.iter()
        .filter(|other| other.id != visit.id && rank(other, now) < mine)
        .count()
}

/// Returns the windows a visit may be called to.
pub fn windows_for<'a>(live: &'a Live, visit: &Visit) -> Vec<&'a Window> {
    live.windows
        .iter()
        .filter(|window| match visit.target {
            Target::Window(no) => window.no == no,
            Target::Centre(centre) => window.serves(centre),
        })
        .collect()
}

#[cfg(test)]
mod tests;
