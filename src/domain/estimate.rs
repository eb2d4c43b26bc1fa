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

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::domain::ids::WindowNo;
    use crate::domain::live::Window;
    use crate::domain::live::WindowState;
    use crate::domain::time::UtcMs;

    fn hall(windows: u16) -> Live {
        Live {
            day: NaiveDate::default(),
            doors_open: true,
            visits: Vec::new(),
            windows: (1..=windows)
                .map(|no| Window {
                    no: WindowNo(no),
                    centres: vec![Centre::Social],
                    regular: None,
                    stand_in: None,
                    state: WindowState::Open,
                    staff: None,
                    stands_in: false,
                    since: UtcMs(0),
                })
                .collect(),
            staff: Vec::new(),
            emergencies: Vec::new(),
            errands: Vec::new(),
        }
    }

    #[test]
    fn nothing_is_promised_where_no_window_serves() {
        assert_eq!(
            wait(&hall(0), Centre::Social, 3, Pace::default()),
            Estimate::NoWindow
        );
        assert_eq!(
            wait(&hall(2), Centre::Economy, 0, Pace::default()),
            Estimate::NoWindow
        );
    }

    #[test]
    fn a_free_window_serves_at_once_and_a_line_is_shared_by_its_windows() {
        let pace = Pace {
            services: 10,
            total: Seconds(10 * 300),
        };
        assert_eq!(wait(&hall(2), Centre::Social, 1, pace), Estimate::AtOnce);
        assert_eq!(
            wait(&hall(2), Centre::Social, 5, pace),
            Estimate::About { minutes: 10 }
        );
    }

    #[test]
    fn two_services_are_too_few_to_go_by() {
        let pace = Pace {
            services: 2,
            total: Seconds(10),
        };
        assert_eq!(pace.mean(), ASSUMED_SERVICE);
        let absurd = Pace {
            services: 3,
            total: Seconds(0),
        };
        assert!(absurd.mean().0 >= 1);
        wait(
            &hall(1),
            Centre::Social,
            usize::MAX,
            Pace {
                services: 3,
                total: Seconds(i64::MAX),
            },
        );
    }
}
