//! How long somebody will wait, said honestly.

use serde::Serialize;

use crate::domain::ids::Centre;
use crate::domain::live::Live;
use crate::domain::time::Seconds;

/// What can be said about a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "says")]
pub enum Estimate {
    /// Nobody is ahead and a window is free.
    AtOnce,
    /// About so many minutes.
    About {
        /// Whole minutes, rounded up, at least 1.
        minutes: i64,
    },
    /// No window serves this centre now, so nothing can be promised.
    NoWindow,
}

/// What today's services say about how long one takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Pace {
    /// Services ended today for the centre, exact ones only.
    pub services: u64,
    /// Their whole length.
    pub total: Seconds,
}

/// How long a service is taken to last before enough of today's are known.
///
/// Source: a default of the program, used only until three services of the day are known.
pub const ASSUMED_SERVICE: Seconds = Seconds(6 * 60);

impl Pace {
    /// Returns the mean service, or the assumption while fewer than three are known.
    pub fn mean(&self) -> Seconds {
        match i64::try_from(self.services) {
            Ok(n) if n >= 3 => Seconds((self.total.0 / n).max(1)),
            _ => ASSUMED_SERVICE,
        }
    }
}

/// Returns what to tell somebody with `ahead` people before them.
pub fn wait(live: &Live, centre: Centre, ahead: usize, pace: Pace) -> Estimate {
    let open: Vec<_> = live
        .windows
        .iter()
        .filter(|w| w.is_open() && w.serves(centre))
        .collect();
    if open.is_empty() {
        return Estimate::NoWindow;
    }
    let free = open
        .iter()
        .filter(|w| live.at_window(w.no).is_none())
        .count();
    if ahead < free {
        return Estimate::AtOnce;
    }
    let windows = i64::try_from(open.len()).unwrap_or(1).max(1);
    let ahead = i64::try_from(ahead - free).unwrap_or(i64::MAX / 86_400) + 1;
    let seconds = pace.mean().0.saturating_mul(ahead) / windows;
    Estimate::About {
        minutes: (seconds.saturating_add(59) / 60).max(1),
    }
}
